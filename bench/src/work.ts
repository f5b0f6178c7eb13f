// Reeve's whole cycle: submit over HTTP, run on an agent over the stream, complete. Whether a job is over is looked
// up in the database, where it is durable, as the callers of the peers learn it without a request of their own.
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { BenchBroker, BenchTenant } from './broker.ts'
import { createSubmitter } from './submit.ts'
import type { Tally } from './tally.ts'

export interface Work extends AsyncDisposable {
  submit: (job: number) => Promise<void>
  /** Rejects when a job ends otherwise than completed: nobody would ever hear of its end. */
  failed: Promise<void>
}

/** What is run: each says when it began. */
export const kinds = {
  script: { type: 'script', payload: { script: 'return Date.now()', input: null } },
  handler: { type: 'health_check', payload: {} },
}

/** How long a job that is over may go unnoticed, in ms. */
const look_ms = 5

const overOf = (open: Map<string, number>): pg.QueryConfig => ({
  name: 'over',
  text: 'select id, status, result from job_finished where id = any($1)',
  values: [[...open.keys()]],
})

interface Row {
  id: string
  status: string
  result: number
}

export async function startWork(
  { url, databaseUrl }: BenchBroker,
  tenant: BenchTenant,
  kind: keyof typeof kinds,
  tally: () => Tally,
): Promise<Work> {
  const job = JSON.stringify(kinds[kind])
  const submitter = createSubmitter(url, tenant, 64)
  const client = new pg.Client(databaseUrl)
  await client.connect()
  // What is planned while the table is empty would read all of it for ever.
  await client.query('set enable_seqscan = off')
  const open = new Map<string, number>()
  let stopped = false
  const look = async (): Promise<void> => {
    while (!stopped) {
      // Nothing is asked while another side has its turn.
      const { rows } = open.size === 0 ? { rows: [] } : await client.query<Row>(overOf(open))
      for (const { id, status, result } of rows) {
        if (status !== 'completed') throw new Error(`A job is ${status}.`)
        const number = open.get(id)!
        open.delete(id)
        tally().started(number, result)
        tally().ended(number)
      }
      await delay(look_ms)
    }
  }
  const looking = look()
  looking.catch(() => undefined) // thrown where it is waited for
  return {
    failed: looking,
    async submit(number) {
      open.set(await submitter.submit(job), number)
    },
    async [Symbol.asyncDispose]() {
      stopped = true
      try {
        await looking
      } finally {
        await client.end()
      }
      await submitter[Symbol.asyncDispose]()
    },
  }
}
