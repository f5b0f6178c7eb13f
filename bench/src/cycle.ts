// Contenders that run jobs: how each is given jobs, and a round of each.
import { setTimeout as delay } from 'node:timers/promises'
import type { BenchBroker, BenchTenant } from './broker.ts'
import { startBoss } from './peers/boss.ts'
import { startGraphile, type GraphileMode } from './peers/graphile.ts'
import type { Side } from './rounds.ts'
import { createTally, type Figures, type Tally } from './tally.ts'
import { type kinds, startWork } from './work.ts'

export interface Contender extends AsyncDisposable {
  name: string
  settings: string
  /** Resolves when all of them are durable. Each is told as started and as ended to the current tally. */
  submit: (jobs: number[]) => Promise<unknown>
  /** Resolves when nothing is left to do: some tell that a job is over before that is durable. */
  settled: () => Promise<void>
  /** Rejects when a round cannot come to its end. */
  failed?: Promise<void>
}

let tally: Tally = createTally()
const current = () => tally

export async function reeve(
  name: string,
  broker: BenchBroker,
  tenant: BenchTenant,
  kind: keyof typeof kinds,
): Promise<Contender> {
  const work = await startWork(broker, tenant, kind, current)
  return {
    name,
    settings: 'HTTP keep-alive, one connection a caller, one job a request, no Idempotency-Key',
    submit: async ([job]) => work.submit(job!),
    settled: async () => undefined,
    failed: work.failed,
    [Symbol.asyncDispose]: () => work[Symbol.asyncDispose](),
  }
}

export async function graphileWorker(url: string, mode: GraphileMode): Promise<Contender> {
  const graphile = await startGraphile(url)
  const worker = await graphile.work(
    mode,
    ({ job }) => current().started(job),
    ({ job }) => current().ended(job),
  )
  return {
    name: `graphile_worker_${mode}`,
    settings: `${graphile.settings}; ${worker.settings}`,
    submit: (jobs) => graphile.add(jobs.map((job) => ({ job }))),
    async settled() {
      while ((await graphile.left()) > 0) await delay(2)
    },
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]()
      await graphile[Symbol.asyncDispose]()
    },
  }
}

export async function pgBoss(url: string): Promise<Contender> {
  const boss = await startBoss(url)
  const worker = boss.work(
    ({ job }) => current().started(job),
    ({ job }) => current().ended(job),
  )
  return {
    name: 'pg_boss_best',
    settings: `${boss.settings}; ${worker.settings}`,
    submit: (jobs) => boss.add(jobs.map((job) => ({ job }))),
    settled: async () => undefined,
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]()
      await boss[Symbol.asyncDispose]()
    },
  }
}

/** Each caller submits `size` jobs, waits until they are over, and goes on. */
export function closedLoop(contender: Contender, callers: number, size: number): Side<Figures> {
  return sideOf(contender, async (seconds) => {
    const until = performance.now() + seconds * 1000
    const caller = async (): Promise<void> => {
      while (performance.now() < until) {
        const jobs = Array.from({ length: size }, () => tally.submitted())
        await contender.submit(jobs)
        await Promise.all(jobs.map((job) => tally.end(job)))
      }
    }
    await Promise.all(Array.from({ length: callers }, caller))
  })
}

/** By the clock, whether or not the last one was answered: a slow queue must not slow its callers. */
export function openLoop(contender: Contender, rate: number): Side<Figures> {
  return sideOf(contender, async (seconds) => {
    const began = performance.now()
    const open: Promise<void>[] = []
    for (let sent = 0; sent < seconds * rate; sent++) {
      await delay(Math.max(0, (sent / rate) * 1000 - (performance.now() - began)))
      const job = tally.submitted()
      open.push(contender.submit([job]).then(() => tally.end(job)))
    }
    await Promise.all(open)
  })
}

function sideOf(contender: Contender, load: (seconds: number) => Promise<void>): Side<Figures> {
  return {
    name: contender.name,
    async round(seconds) {
      tally = createTally()
      const loaded = load(seconds)
      await (contender.failed ? Promise.race([loaded, contender.failed]) : loaded)
      await contender.settled()
      return tally.figures()
    },
  }
}
