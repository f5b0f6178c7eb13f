// All who follow jobs on this replica: how many they may be, who is woken when, and when a stream must end.
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Database } from '../../db/database.ts'
import { Problem, problem } from '../../problem.ts'
import { createFollower, type Follower } from './follower.ts'
import { knownBy, nothing, roundOf } from './journal.ts'
import { facts, marks } from './store.ts'
import { told } from './stream.ts'

export interface Following {
  job: string
  /** Id of the last event that the follower has. */
  last: string | undefined
  /** Who follows. */
  principal: string
  /** Rejects when the follower may no longer. */
  recheck: () => Promise<void>
  /** How long the stream lives at most, in ms. */
  lifetime: number
  /** The reader went away. */
  gone: AbortSignal
}

export interface Followers extends AsyncDisposable {
  follow: (following: Following) => Promise<Readable>
  /** Something happened to a job on this very replica: who follows it need not wait for the next look. */
  touch: (job: string) => void
}

const most = { inAll: 1000, each: 64 }

/** In ms. A look is one statement for all jobs that are followed here, and none when nobody follows. */
const defaults = { look: 500, recheck: 1_000, heartbeat: 15_000, stall: 30_000 }

/** Disposing it ends all streams; who followed goes on elsewhere. */
export function createFollowers(
  db: Database,
  log: Logger,
  times: Partial<typeof defaults> = {},
): Followers {
  const { look, recheck, heartbeat, stall } = { ...defaults, ...times }
  const work = db.as('work')
  const all = new Set<Follower>()
  const byJob = new Map<string, Set<Follower>>()
  const stop = new AbortController()
  const over = (one: Follower) => {
    all.delete(one)
    const others = byJob.get(one.job)
    others?.delete(one)
    if (others?.size === 0) byJob.delete(one.job)
  }
  const seen = new Map<string, string>()
  const loops = [
    every(look, all, stop.signal, log, async () => {
      const found = await work.many(marks, { jobs: [...byJob.keys()] })
      wakeChanged(byJob, found, seen)
      for (const one of all) if (now() - (one.stalledSince() ?? now()) > stall) one.stop()
    }),
    every(recheck, all, stop.signal, log, () => stopRefused(all)),
  ]
  return {
    async follow({ last, lifetime, gone, ...following }) {
      const { job, principal } = following
      const known = last === undefined ? nothing : knownBy(last)
      roundOf(await work.one(facts, { job, from_round: known.round - 1 }), known)
      if (stop.signal.aborted)
        throw problem('unavailable', 'The broker stops. Connect again.', { retryAfter: 1 })
      haveRoom(all, principal)
      const one = createFollower({ ...following, lifetime, gone, over })
      all.add(one)
      byJob.set(job, (byJob.get(job) ?? new Set()).add(one))
      return one.carry(told({ work, job, watch: one, heartbeat }, known))
    },
    touch: (job) => byJob.get(job)?.forEach((one) => one.wake()),
    async [Symbol.asyncDispose]() {
      stop.abort()
      for (const one of all) one.stop()
      await Promise.all(loops)
    },
  }
}

const now = () => performance.now()

function haveRoom(all: Set<Follower>, principal: string): void {
  const mine = [...all].filter((one) => one.principal === principal).length
  if (mine < most.each && all.size < most.inAll) return
  const full =
    mine < most.each
      ? `${all.size} streams are open at this replica, as many as may be.`
      : `${mine} streams are open with these credentials at this replica, as many as may be.`
  throw problem('rate-limited', `${full} End one of them, or try again later.`, { retryAfter: 5 })
}

/** A job that is seen for the first time counts as changed; one that is gone too. */
function wakeChanged(
  byJob: Map<string, Set<Follower>>,
  found: Array<{ id: string; mark: string }>,
  seen: Map<string, string>,
): void {
  const marksNow = new Map(found.map(({ id, mark }) => [id, mark]))
  for (const [job, followers] of byJob)
    if (!marksNow.has(job) || seen.get(job) !== marksNow.get(job))
      for (const one of followers) one.wake()
  seen.clear()
  for (const [job, mark] of marksNow) seen.set(job, mark)
}

/** Once for each credential, however many streams it has. A database that does not answer refuses nobody. */
async function stopRefused(all: Set<Follower>): Promise<void> {
  const byPrincipal = new Map<string, Follower[]>()
  for (const one of all)
    byPrincipal.set(one.principal, [...(byPrincipal.get(one.principal) ?? []), one])
  const each = [...byPrincipal.values()].map(async (streams) => {
    const refused = await streams[0]!.recheck().then(
      () => false,
      (error: unknown) => error instanceof Problem && error.status < 500,
    )
    if (refused) for (const one of streams) one.stop()
  })
  await Promise.all(each)
}

/** Does something again and again while there is somebody to do it for. */
async function every(
  ms: number,
  all: Set<Follower>,
  signal: AbortSignal,
  log: Logger,
  work: () => Promise<void>,
): Promise<void> {
  while (await delay(ms, true, { signal, ref: false }).catch(() => false)) {
    if (all.size === 0) continue
    await work().catch((error: unknown) =>
      log.warn({ operation: 'follow', err: error }, 'could not look after streams; trying again'),
    )
  }
}
