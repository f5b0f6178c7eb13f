// What a revocation ends: from the target that somebody names to the keys that tokens and enrolments carry.
import { parseSpiffe } from '@reeve/openapi'
import type { Query } from '../db/database.ts'
import { thumbprintOf } from '../enrolments/terms.ts'
import type { Schemas } from '../http/revision.ts'
import { keyOf } from '../identity/revocation-keys.ts'
import { isId } from '../ids.ts'
import { mistake, problem } from '../problem.ts'
import * as store from './store.ts'

export type Asked = Pick<Schemas['RevocationCreate'], 'level' | 'verb'> & { target: string }

export interface Target {
  keys: string[]
  /** Whose it is; null: the platform's. */
  tenant_id: string | null
}

type Find = (tx: Query, asked: Asked, tenant_id: string | null) => Promise<Target>

/** `tenant_id` is that of the path. Whatever is not the tenant's is not found. */
export const targetOf = (tx: Query, asked: Asked, tenant_id: string | null): Promise<Target> =>
  finders[asked.level](tx, asked, tenant_id)

const finders: Record<Asked['level'], Find> = {
  async token(tx, { target: jti, verb }) {
    noBanOf(verb)
    if (!isId(jti)) throw mistake('/target', 'must be the `jti` of a token, a UUID')
    const known = await tx.maybe(store.byJti, { jti })
    if (!known) throw missing('token', jti)
    const family = verb === 'revoke' ? [keyOf.session(known.sid)] : []
    return { keys: [keyOf.token(jti), ...family], tenant_id: known.tenant_id }
  },
  async agent(tx, { target, verb }) {
    const rows = await agentOf(tx, target)
    const [{ agent_id, tenant_id, name, pool_id, public_key }] = rows as [store.FoundAgent]
    // Who comes again under its name, or with its key, is the same.
    const again = [
      ...(name === null ? [] : [keyOf.name(tenant_id, pool_id, name)]),
      ...(public_key === null ? [] : [keyOf.own(tenant_id, thumbprintOf(public_key))]),
    ]
    const subjects = rows.flatMap(({ subject }) => (subject === null ? [] : [keyOf.agent(subject)]))
    // What it handed on names its session.
    const sessions = rows.flatMap(({ sid, stands }) => (sid !== null && stands ? [sid] : []))
    const keys = [
      ...(agent_id === null ? [] : [keyOf.agent(agent_id)]),
      ...subjects,
      ...sessions.map(keyOf.session),
      ...(verb === 'ban' ? again : []),
    ]
    return { keys: [...new Set(keys)], tenant_id }
  },
  async chain(tx, { target }) {
    const rows = await agentOf(tx, target)
    const subjects = rows.flatMap(({ subject }) => (subject === null ? [] : [subject]))
    if (subjects.length === 0) throw missing('agent with a session', target)
    return {
      keys: [...new Set(subjects)].map(keyOf.chain),
      tenant_id: rows[0]!.tenant_id,
    }
  },
  async task(_tx, { target }, tenant_id) {
    if (tenant_id === null)
      throw mistake(
        '/level',
        'can be task below a tenant’s path alone: tasks of two may have one name',
      )
    const [first = '', second, ...rest] = target.split('/')
    if (rest.length > 0 || first === '' || second === '')
      throw mistake('/target', 'must be a task, or an orchestration and a task as `orch/task`')
    const key =
      second === undefined ? keyOf.task(tenant_id, first) : keyOf.task(tenant_id, second, first)
    return { keys: [key], tenant_id }
  },
  async app(tx, { target }) {
    if (!isId(target)) throw mistake('/target', 'must be the id of an app')
    const { id, tenant_id } = (await tx.maybe(store.appOf, { target })) ?? notThere('app', target)
    return { keys: [keyOf.app(id)], tenant_id }
  },
  async tenant(tx, { target }) {
    const { id } = (await tx.maybe(store.tenantOf, { target })) ?? notThere('tenant', target)
    return { keys: [keyOf.tenant(id)], tenant_id: id }
  },
}

export function noBanOf(verb: Asked['verb']): void {
  if (verb === 'ban')
    throw mistake('/verb', 'must be expire or revoke: a token cannot come again anyway')
}

async function agentOf(tx: Query, target: string): Promise<store.FoundAgent[]> {
  const rows = isId(target)
    ? await tx.many(store.agentById, { target })
    : parseSpiffe(target)
      ? await tx.many(store.agentBySubject, { key: keyOf.agent(target) })
      : undefined
  if (!rows) throw mistake('/target', 'must be the id or the SPIFFE id of an agent')
  if (rows.length === 0) throw missing('agent', target)
  return rows
}

const missing = (what: string, target: string) =>
  problem('not-found', `There is no ${what} ${target}, or it is not yours to see.`)

function notThere(what: string, target: string): never {
  throw missing(what, target)
}
