// graphile-worker, as its documentation has it: https://worker.graphile.org/docs/performance.
import { setTimeout as delay } from 'node:timers/promises'
import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import pg from 'pg'
import { connections } from '../postgres.ts'

export interface Graphile extends AsyncDisposable {
  settings: string
  /** One by addJob, several by addJobs in one statement; resolves when they are durable. */
  add: (payloads: object[]) => Promise<unknown>
  /** How many are not over yet. */
  left: () => Promise<number>
  work: (
    mode: GraphileMode,
    started: Told,
    ended: Told,
    work_ms?: number,
  ) => Promise<GraphileWorker>
}

export interface GraphileWorker extends AsyncDisposable {
  settings: string
}

export type GraphileMode = keyof typeof modes
type Told = (payload: { job: number }) => void

/** Of a benchmark in which agents are to be scarce. */
export const fewSlots = 16

/**
 * `default`: its defaults but for the concurrency, which is 1 by default; of 10 and 24, 10 was faster here.
 * `few`: as many at a time as the scarce agent has slots.
 * `best`: what is fastest for many small jobs; as many at a time as its own performance test runs in one process.
 */
const modes = {
  default: { concurrentJobs: 10 },
  few: { concurrentJobs: fewSlots },
  best: {
    concurrentJobs: 24,
    localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
  },
}

const logger = new Logger(() => () => undefined)

export async function startGraphile(url: string): Promise<Graphile> {
  const pgPool = poolOf(url)
  const utils = await makeWorkerUtils({ pgPool, logger })
  await utils.migrate()
  return {
    settings: `graphile-worker in the callers' process, ${connections} connections, every statement commits`,
    async add(payloads) {
      if (payloads.length === 1) return utils.addJob('bench', payloads[0])
      return utils.addJobs(payloads.map((payload) => ({ identifier: 'bench', payload })))
    },
    async left() {
      const text = 'select count(*)::int as jobs from graphile_worker._private_jobs'
      const { rows } = await pgPool.query<{ jobs: number }>(text)
      return rows[0]!.jobs
    },
    work: (mode, started, ended, work_ms = 0) => work(pgPool, mode, started, ended, work_ms),
    async [Symbol.asyncDispose]() {
      await utils.release()
      await pgPool.end()
    },
  }
}

async function work(
  pgPool: pg.Pool,
  mode: GraphileMode,
  started: Told,
  ended: Told,
  work_ms: number,
): Promise<GraphileWorker> {
  const runner = await run({
    pgPool,
    taskList: {
      async bench(payload) {
        started(payload as { job: number })
        if (work_ms > 0) await delay(work_ms)
      },
    },
    preset: { worker: { logger, ...modes[mode] } },
    noHandleSignals: true,
  })
  runner.events.on('job:complete', ({ job }) => ended(job.payload as { job: number }))
  const batching = mode !== 'best' ? ', otherwise its defaults: no batching' : ''
  return {
    settings: `${JSON.stringify(modes[mode])}${batching}`,
    [Symbol.asyncDispose]: () => runner.stop(),
  }
}

function poolOf(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  pool.on('error', (error) => console.error('graphile-worker:', error.message))
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return pool
}
