// pg-boss: its own send and insert, and for work its fetch and complete without the half second between polls.
import { setTimeout as delay } from 'node:timers/promises'
import PgBoss from 'pg-boss'
import { connections } from '../postgres.ts'

export interface Boss extends AsyncDisposable {
  settings: string
  /** One by send, several by insert in one statement; resolves when they are durable. */
  add: (payloads: object[]) => Promise<unknown>
  work: (started: Told, ended: Told) => BossWorker
}

export interface BossWorker extends AsyncDisposable {
  settings: string
}

type Told = (payload: { job: number }) => void

const queue = 'bench'
const batchSize = 500
const loops = 4
const idle_ms = 2

export async function startBoss(url: string): Promise<Boss> {
  const boss = new PgBoss({ connectionString: url, max: connections, schedule: false })
  const stock = createStock()
  boss.on('error', (error) => console.error('pg-boss:', error))
  await boss.start()
  await boss.createQueue(queue)
  return {
    settings: `pg-boss in the callers' process, ${connections} connections, every statement commits`,
    async add(payloads) {
      stock.put(payloads.length)
      if (payloads.length === 1) return boss.send(queue, payloads[0]!)
      return boss.insert(payloads.map((data) => ({ name: queue, data })))
    },
    work: (started, ended) => work(boss, stock, started, ended),
    [Symbol.asyncDispose]: () => boss.stop({ graceful: false, wait: true, close: true }),
  }
}

/** Its `work` looks at most twice a second; fetching in a loop is its API for those who want more. */
function work(boss: PgBoss, stock: Stock, started: Told, ended: Told): BossWorker {
  let stopped = false
  const loop = async (): Promise<void> => {
    for (;;) {
      await stock.some()
      if (stopped) return
      const jobs = await boss.fetch<{ job: number }>(queue, { batchSize })
      if (jobs.length === 0) await delay(idle_ms)
      else {
        for (const { data } of jobs) started(data)
        const ids = jobs.map(({ id }) => id)
        await boss.complete(queue, ids)
        stock.take(jobs.length)
        for (const { data } of jobs) ended(data)
      }
    }
  }
  const running = Promise.all(Array.from({ length: loops }, loop))
  return {
    settings: `${loops} loops of fetch (batchSize ${batchSize}) and complete, ${idle_ms} ms apart when idle`,
    async [Symbol.asyncDispose]() {
      stopped = true
      stock.put(1) // wakes them
      await running
    },
  }
}

/** How much is left to do. While that is nothing the loops rest, or they would slow the side whose turn it is. */
interface Stock {
  put: (jobs: number) => void
  take: (jobs: number) => void
  /** Resolves when there is something. */
  some: () => Promise<void>
}

function createStock(): Stock {
  let left = 0
  const waiting: Array<() => void> = []
  return {
    put(jobs) {
      left += jobs
      for (const wake of waiting.splice(0)) wake()
    },
    take(jobs) {
      left -= jobs
    },
    async some() {
      if (left === 0) await new Promise<void>((wake) => waiting.push(wake))
    },
  }
}
