// What was revoked, as this replica knows it, and the one check of it.
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Database, Query } from '../db/database.ts'
import type { Hints } from '../db/listen.ts'
import { newId } from '../ids.ts'
import { problem } from '../problem.ts'
import { hint } from '../queue/wake.ts'
import type { Principal } from './principal.ts'
import * as store from './revocations/store.ts'
import { createTail } from './revocations/tail.ts'
import type { Applied, Purpose, Standing } from './revoked.ts'

export type { Applied, Purpose, Standing } from './revoked.ts'
export type Level = 'token' | 'agent' | 'task' | 'chain' | 'app' | 'tenant' | 'credential'
export type Verb = Applied['verb']

export interface Act {
  level: Level
  target: string
  keys: readonly string[]
  verb: Verb
  /** Null: the platform's. */
  tenant_id: string | null
  reason: string
  actor: Principal
  /** When nothing that it ends can be alive any more; null only for bans. */
  until: Date | null
  starts_at?: Date
}

export interface Revocations extends AsyncDisposable {
  /** Throws `unauthenticated` when one of its keys was revoked. Reads first when memory is not fresh. */
  check: (token: Standing, purpose?: Purpose) => Promise<void>
  /** Whether it was revoked as far as memory goes: ask `fresh` before, or wait for `refresh`. */
  judge: (token: Standing, purpose?: Purpose) => boolean
  fresh: () => boolean
  /** Reads what was added until now, at least. */
  refresh: () => Promise<void>
  /** Last in the caller's transaction, for it locks the counter: writes the rows, hints, gives the last number. */
  add: (tx: Query, act: Act) => Promise<number>
  /** Likewise: takes back rows of bans. */
  lift: (tx: Query, ids: string[]) => Promise<number>
  /** After the commit: all replicas that live have applied it, or none that has not trusts its memory any more. */
  settled: (number: number) => Promise<void>
  onApplied: (listener: (rows: Applied[]) => void) => void
  /** The database's clock, in ms since the epoch: it decides what has expired. */
  now: () => number
  /** The last number that this replica has read. */
  number: () => number
  /** How many keys are revoked, as far as memory goes. */
  active: () => number
}

/** How long whoever revokes waits for other replicas at most, in ms: by then none of them trusts what it read before. */
const patience = 1_000

/** `longest`: how many seconds a token may live. */
export function createRevocations(
  db: Database,
  hints: Pick<Hints, 'on'>,
  log: Logger,
  master_id: Buffer,
  longest = 365 * 86_400,
): Revocations {
  const id = newId()
  const work = db.as('work')
  const tail = createTail({ db, hints, log, id, master_id })
  const { memory, now, number, fresh, refresh, onApplied } = tail
  return {
    ...{ now, number, fresh, refresh, onApplied },
    active: memory.size,
    judge: (token, purpose = 'access') => memory.ends(token, purpose, now()),
    async check(token, purpose = 'access') {
      if (!fresh()) await refresh()
      if (memory.ends(token, purpose, now()))
        throw problem('unauthenticated', 'This credential was revoked.')
    },
    add: (tx, act) => add(tx, act, new Date(now() + longest * 1000)),
    lift,
    async settled(last) {
      const until = performance.now() + patience
      await refresh().catch(() => undefined)
      for (let pause = 2; performance.now() < until; pause = Math.min(50, pause * 2)) {
        const { replicas } = await work.one(store.behind, { id, number: last })
        if (replicas === 0) return
        await delay(pause)
      }
    },
    async [Symbol.asyncDispose]() {
      await tail[Symbol.asyncDispose]()
      await work.many(store.leave, { id }).catch(() => undefined)
    },
  }
}

/** A ban also revokes: what it ended does not come back to life when it is lifted. */
async function add(tx: Query, act: Act, ended: Date): Promise<number> {
  const { level, target, keys, verb, tenant_id, reason, actor, until, starts_at } = act
  const rows = [
    ...keys.map((key) => ({ key, verb, until })),
    ...(verb === 'ban' ? keys.map((key) => ({ key, verb: 'revoke', until: ended })) : []),
  ]
  const { number } = await tx.one(store.next, { count: rows.length })
  const said = { level, target, tenant_id, reason }
  const by = { actor_kind: actor.kind, actor_name: actor.name }
  await tx.many(store.insert, {
    ...{ ids: rows.map(() => newId()), act: newId(), number, ...said, ...by },
    ...{ keys: rows.map(({ key }) => key), verbs: rows.map((row) => row.verb) },
    ...{ untils: rows.map((row) => row.until), starts_at: starts_at ?? null },
  })
  await hint(tx, { kind: 'trust', number })
  return number
}

async function lift(tx: Query, ids: string[]): Promise<number> {
  const { number } = await tx.one(store.next, { count: ids.length })
  await tx.many(store.lift, { ids, number })
  await hint(tx, { kind: 'trust', number })
  return number
}
