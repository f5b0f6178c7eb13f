// The demo's work: a job that is submitted, and a run of a task that is scheduled, both followed as they run.
import { type Client, createClient } from '@reeve/openapi'
import { DemoError, type Stage } from './stage.ts'

interface Place {
  url: string
  token: string
}

const tenant = 'acme'

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

export async function runJob(stage: Stage, place: Place): Promise<void> {
  const client = createClient(place)
  const payload = { script, input: { limit: 100_000 } }
  const body = { type: 'script', payload, timeout_seconds: 60 } as const
  const { signal } = stage
  await watch(stage, client, (await client.submitJob({ path: { tenant }, body }, { signal })).id)
}

/** The task is the deployment's. Nobody waits for its time: a run is asked for. */
export async function runTask(stage: Stage, place: Place): Promise<void> {
  const client = createClient(place)
  const path = { tenant, task: 'month-end' }
  const { signal } = stage
  const { name, next_run_at } = await client.getTask({ path }, { signal })
  stage.say(`${name} is due next at ${next_run_at}`)
  await watch(stage, client, (await client.submitTaskRun({ path }, { signal })).id)
}

/** Says what happens to a job until it is over, and what it came to. */
async function watch({ say, signal }: Stage, client: Client, job: string): Promise<void> {
  const path = { tenant, job }
  say(`job ${job}`)
  for await (const event of client.followJob({ path }, { signal })) {
    if (event.event === 'line') say(`│ ${event.text}`)
    if (event.event === 'status')
      say(`it is ${event.status}${event.status === 'running' ? `, attempt ${event.attempt}` : ''}`)
  }
  const { status, result, error } = await client.getJob({ path }, { signal })
  if (status !== 'completed') throw new DemoError(`The job is ${status}: ${JSON.stringify(error)}`)
  say(`result: ${JSON.stringify(result)}`)
}
