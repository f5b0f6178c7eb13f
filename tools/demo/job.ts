// The demo's job: a script that computes something from its input, watched while it runs.
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@reeve/openapi'
import { DemoError, type Place, type Stage } from './stage.ts'

/** Counts primes with a sieve, and says how far it is. */
const script = `
const { limit } = input
const composite = new Uint8Array(limit + 1)
let primes = 0
for (let n = 2; n <= limit; n++) {
  if (n % Math.ceil(limit / 4) === 0) {
    progress(Math.round((100 * n) / limit), 'sieving')
    log.info(primes + ' primes up to ' + n)
  }
  if (composite[n]) continue
  primes++
  for (let m = n * n; m <= limit; m += n) composite[m] = 1
}
return { limit, primes }`

const over = new Set(['completed', 'failed', 'cancelled'])

export async function runJob({ say, signal }: Stage, { url }: Place, token: string): Promise<void> {
  const client = createClient({ url, token })
  const tenant = 'acme'
  const body = {
    type: 'script',
    payload: { script, input: { limit: 100_000 } },
    timeout_seconds: 60,
  } as const
  const path = { tenant, job: (await client.submitJob({ path: { tenant }, body }, { signal })).id }
  say(`job ${path.job} is queued`)
  let job: Awaited<ReturnType<typeof client.getJob>>
  let cursor: string | undefined
  for (let status = 'queued'; ; status = job.status) {
    job = await client.getJob({ path }, { signal })
    // Lines are read after the job, so that an ended job has no lines left unread.
    const lines = await client.listJobLines(
      { path, query: { ...(cursor && { cursor }) } },
      { signal },
    )
    for (const { text } of lines.items) say(`│ ${text}`)
    cursor = lines.next_cursor ?? undefined
    if (job.status !== status)
      say(`it is ${job.status}${job.status === 'running' ? `, attempt ${job.attempt}` : ''}`)
    if (over.has(job.status)) break
    await delay(50, undefined, { signal })
  }
  if (job.status !== 'completed')
    throw new DemoError(`The job is ${job.status}: ${JSON.stringify(job.error)}`)
  say(`result: ${JSON.stringify(job.result)}`)
}
