// Deciding on many agents in one call: by id, or all that wait and fit.
import { recordAll } from '../../audit/store.ts'
import type { Statement } from '../../db/sql.ts'
import type { Context, Handlers } from '../../http/contract.ts'
import type { Schemas } from '../../http/revision.ts'
import { mistake } from '../../problem.ts'
import * as store from './store.ts'

/** At a time. */
const most = 100

type Selection = Schemas['AgentSelection']
type Done = Statement<{ id: string; tenant_id: string }>

export const admissionOfMany = {
  approveAgents: ({ body }, context) =>
    each(body, context, store.approveMany, {
      operation: 'approveAgent',
      verb: 'approve',
      otherwise: 'It is in already, or banned, or there is no such agent.',
    }),
  denyAgents: ({ body }, context) =>
    each(body, context, store.denyMany, {
      operation: 'denyAgent',
      verb: 'deny',
      otherwise: 'It does not wait, or there is no such agent. One that is in is denied by itself.',
    }),
} satisfies Partial<Handlers>

async function each(
  body: Selection,
  context: Context,
  statement: Done,
  { operation, verb, otherwise }: { operation: string; verb: string; otherwise: string },
): Promise<Schemas['AgentDecisions']> {
  const { tx, principal, request } = context
  const { agents, more } = await selected(body, context)
  const done = await tx.many(statement, { agents })
  await recordAll(
    tx,
    done.map(({ id, tenant_id }) => ({
      ...{ operation, principal, tenant_id, agent_id: id, request_id: request.id },
      target: `/api/v1/tenants/${tenant_id}/agents/${id}/${verb}`,
      ...(body.reason && { extra: { reason: body.reason } }),
    })),
  )
  const ids = new Set(done.map(({ id }) => id))
  const items = agents.map((agent) =>
    ids.has(agent)
      ? { agent, done: true, detail: null }
      : { agent, done: false, detail: otherwise },
  )
  return { items, more }
}

async function selected(
  body: Selection,
  { tx }: Context,
): Promise<{ agents: string[]; more: boolean }> {
  const { agents, all_pending, tenant, method, namespace, pool } = body
  if (!all_pending) {
    if (agents.length > 0) return { agents, more: false }
    throw mistake('/agents', 'is empty: name agents, or set all_pending')
  }
  if (agents.length > 0)
    throw mistake('/agents', 'is for agents by id; with all_pending leave it empty')
  const asked = { tenant, method, namespace, pool, limit: most + 1 }
  const waiting = await tx.many(store.waiting, asked)
  return { agents: waiting.slice(0, most).map(({ id }) => id), more: waiting.length > most }
}
