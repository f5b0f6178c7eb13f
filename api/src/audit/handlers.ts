// The operations on the audit trail: reading it, proving it, taking it along.
import type { Readable } from 'node:stream'
import type { Handlers } from '../http/contract.ts'
import { badCursor, cursorOf, page } from '../http/page.ts'
import type { Principal } from '../identity/principal.ts'
import type { Trust } from '../identity/trust.ts'
import { isId } from '../ids.ts'
import { problem } from '../problem.ts'
import { exportChain, type Wanted } from './chain/export.ts'
import { createAuditKeys } from './chain/keys.ts'
import { verifyChain } from './chain/verify.ts'
import * as store from './list/store.ts'

/** At the same time on one broker: each reads all there is. */
const most = { verifications: 1, exports: 4 }

export function auditTrail({ db, vault }: Trust) {
  const keys = createAuditKeys(db, vault)
  const [verifying, exporting] = [places(most.verifications), places(most.exports)]
  async function start(wanted: Wanted): Promise<Readable> {
    const leave = exporting()
    try {
      return (await exportChain(db.as('operator'), keys, wanted)).once('close', leave)
    } catch (error) {
      leave()
      throw error
    }
  }
  return {
    listAllAuditEvents: ({ query }, { tx }) => page(tx, inOrder(query), filtersOf(query)),
    listAuditEvents: ({ query }, { tx, principal }) =>
      page(tx, inOrder(query), { ...filtersOf(query), ...ownOf(principal) }),
    getAuditEvent: ({ path }, { tx }) => tx.one(store.byId, path),
    async listAuditCheckpoints({ query: { limit, cursor } }, { tx }) {
      const after = cursor === undefined ? 0 : numberIn(cursor)
      const rows = await tx.many(store.checkpoints, { after, limit: limit + 1 })
      const items = rows.slice(0, limit)
      const next = rows.length > limit ? cursorOf(String(items.at(-1)!.sequence)) : null
      return { items, next_cursor: next }
    },
    getAuditKeys: async () => ({ keys: await keys.published() }),
    async verifyAudit({ query: { after } }, { request }) {
      const leave = verifying()
      return verifyChain(db.as('operator'), keys, after, request.gone).finally(leave)
    },
    exportAudit: ({ query }) => start({ ...query, tenant_id: null }),
    async exportTenantAudit({ path, query }) {
      const { id: tenant_id } = await db.as('operator').one(store.tenantNamed, path)
      return start({ ...query, tenant_id })
    },
  } satisfies Partial<Handlers>
}

/** A place for one who asks; it must be left again. */
function places(count: number): () => () => void {
  let taken = 0
  return () => {
    if (taken >= count)
      throw problem('unavailable', 'Others read the whole audit trail just now.', { retryAfter: 2 })
    taken += 1
    return () => void (taken -= 1)
  }
}

interface Filters {
  limit: number
  cursor?: string
  order?: 'newest' | 'oldest'
  actor?: string
  agent?: string
}

const inOrder = ({ order }: Filters) => (order === 'oldest' ? store.oldest : store.newest)

/** Names and ids are told apart here, so that the database can look either up. */
function filtersOf({ actor, agent, order: _order, ...filters }: Filters) {
  return {
    ...filters,
    ...(actor !== undefined && (isId(actor) ? { actor_id: actor } : { actor_name: actor })),
    ...(agent !== undefined && (isId(agent) ? { agent_id: agent } : { subject: agent })),
  }
}

/** An app sees what concerns itself, whatever it asks for. */
const ownOf = (principal: Principal) => (principal.kind === 'app' ? { app: principal.id } : {})

function numberIn(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!/^\d{1,15}$/.test(text)) throw badCursor()
  return Number(text)
}
