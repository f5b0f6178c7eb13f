// The one door for agents: prove, decide, admit, issue – and renew.
import * as agentStore from '../agents/store.ts'
import { record } from '../audit/store.ts'
import type { Database } from '../db/database.ts'
import type { Context, Handlers } from '../http/contract.ts'
import type { AgentPrincipal, Sessions } from '../identity/sessions.ts'
import { newId } from '../ids.ts'
import { Problem, problem } from '../problem.ts'
import { agentToken } from './agent-token.ts'
import type { Facts, Introduction } from './method.ts'

const methods = { [agentToken.method]: agentToken }

export function enrolments(db: Database, sessions: Sessions) {
  return {
    async createEnrolment({ body }, context) {
      const { agent } = body
      try {
        const facts = await methods[body.method].attest(body.proof, context.tx)
        servesIts(facts, agent)
        const id = await admit(db, facts, agent, context)
        const { tenant, tenant_id, pool, agent_token_id } = facts
        const session = {
          agent: id,
          name: agent.name,
          tenant,
          tenant_id,
          agent_token: agent_token_id,
        }
        return { status: 'approved', agent: id, tenant, pool, ...(await sessions.issue(session)) }
      } catch (error) {
        if (error instanceof Problem && error.status < 500) await refused(db, error, agent, context)
        throw error
      }
    },
    async renewAgentSession(_, { tx, principal }) {
      const { id, name, tenant, tenant_id, agent_token } = principal as AgentPrincipal
      const standing = await db.as('work').maybe(agentStore.standing, { agent: id, agent_token })
      void tx
      if (!standing)
        throw problem(
          'unauthenticated',
          'The enrolment behind this session has ended. Enrol again.',
        )
      return sessions.issue({ agent: id, name, tenant, tenant_id, agent_token })
    },
  } satisfies Partial<Handlers>
}

/** The proof decides the tenant. An agent that means another one was given the wrong token. */
function servesIts({ tenant }: Facts, { tenant_slug }: Introduction): void {
  if (tenant_slug === null || tenant_slug === tenant) return
  throw problem(
    'conflict',
    `This token belongs to the tenant ${tenant}, and the agent means to serve ${tenant_slug}.`,
  )
}

/** Makes or finds the agent, with its audit event in the same transaction. */
async function admit(
  db: Database,
  facts: Facts,
  agent: Introduction,
  context: Context,
): Promise<string> {
  const tx = await db.begin('app', facts.tenant_id)
  try {
    const known = await tx.maybe(agentStore.known, { ...agent, pool_id: facts.pool_id })
    if (known) mayEnter(known)
    const { id } = await tx.one(agentStore.enrol, { ...agent, ...facts, id: known?.id ?? newId() })
    await record(tx, { ...eventOf(agent, context), tenant_id: facts.tenant_id })
    await tx.commit()
    return id
  } catch (error) {
    await tx.rollback()
    throw error
  }
}

/** Whoever was turned away gets nothing by coming again. */
function mayEnter({
  admission,
  administration,
}: {
  admission: string
  administration: string
}): void {
  if (admission !== 'approved')
    throw problem('forbidden', `This agent was not let in: it is ${admission}.`)
  if (administration !== 'enabled') throw problem('forbidden', `This agent is ${administration}.`)
}

function eventOf({ name }: Introduction, { request, principal }: Context) {
  const operation = 'createEnrolment'
  return {
    operation,
    principal: { ...principal, name } as typeof principal,
    target: '/api/v1/agent/enrolments',
    request_id: request.id,
  }
}

async function refused(
  db: Database,
  error: Problem,
  agent: Introduction,
  context: Context,
): Promise<void> {
  await record(db.as('operator'), {
    ...eventOf(agent, context),
    tenant_id: null,
    detail: error.message,
  })
}
