// The same many tenants in a queue that knows none of them: first come, first served.
import { setTimeout as delay } from 'node:timers/promises'
import { look_ms, now, type Crowd, type Given } from './crowd.ts'
import { startGraphile } from './peers/graphile.ts'

export async function plainCrowd(url: string, work_ms: number): Promise<Crowd> {
  const graphile = await startGraphile(url)
  let jobs: Given[] = []
  let given: Given[] = []
  const started = ({ job }: { job: number }): void => {
    const one = jobs[job]!
    one.at = one.started = now()
    one.ready = Math.min(one.ready, one.at)
    given.push(one)
  }
  const work = () => graphile.work('few', started, () => undefined, work_ms)
  let worker = await work()
  return {
    name: 'graphile_worker',
    settings: `${graphile.settings}; ${worker.settings}; one queue, addJobs for all that a tenant submits at once`,
    async together(submits) {
      await worker[Symbol.asyncDispose]()
      await submits()
      worker = await work()
    },
    async submit(tenant, count) {
      const [from, sent] = [jobs.length, now()]
      const never = Number.POSITIVE_INFINITY
      for (let one = 0; one < count; one++)
        jobs.push({ tenant, sent, ready: never, at: never, started: never })
      const mine = jobs.slice(from)
      await graphile.add(mine.map((_, one) => ({ job: from + one })))
      const ready = now()
      for (const job of mine) job.ready = Math.min(job.at, ready)
    },
    async given() {
      while ((await graphile.left()) > 0) await delay(look_ms)
      const all = given
      jobs = []
      given = []
      return all
    },
    async [Symbol.asyncDispose]() {
      await worker[Symbol.asyncDispose]()
      await graphile[Symbol.asyncDispose]()
    },
  }
}
