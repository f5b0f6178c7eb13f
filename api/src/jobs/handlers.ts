// The operations on jobs, as their submitters see them.
import type { Context, Handlers } from '../http/contract.ts'
import { badCursor, cursorOf, page } from '../http/page.ts'
import { newId } from '../ids.ts'
import { problem } from '../problem.ts'
import { wake } from '../queue/wake.ts'
import { stopAgentsOf } from './cancel.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

type Job = Awaited<ReturnType<Handlers['getJob']>>

export const jobs = {
  listAllJobs: ({ query }, { tx }) => page(tx, store.all, query),
  listJobs: ({ query }, { tx }) => page(tx, store.all, query),
  async submitJob({ path, body }, { tx, once, replayed }) {
    rules.payloadFits(body.payload)
    rules.ofCustomer(path.tenant)
    const values = {
      ...body,
      payload: JSON.stringify(body.payload),
      ...(once ?? { key_hash: null, request_hash: null }),
    }
    const before = async () => once && (await submittedBefore(tx, once, replayed))
    const earlier = await before()
    if (earlier) return earlier
    const made = await tx.maybe(store.insert, { id: newId(), ...values })
    if (made) {
      await wake(tx)
      return made
    }
    // A repeat that ran beside the first: the first has committed by now.
    return (await before())!
  },
  getJob: ({ path }, { tx }) => tx.one(store.byId, path),
  async cancelJob({ path }, { tx }) {
    const ended = await tx.maybe(store.cancel, path)
    if (ended) await stopAgentsOf(tx, [ended])
    const job = await tx.one(store.byId, path)
    if (job.status !== 'cancelled')
      throw problem('conflict', `The job is over: it is ${job.status}.`)
    return job
  },
  async listJobLines({ path, query }, { tx }) {
    await tx.one(store.byId, path)
    const after = query.cursor === undefined ? [0, 0] : lineOf(query.cursor)
    const [after_attempt, after_number] = after
    const items = await tx.many(store.lines, {
      ...path,
      after_attempt,
      after_number,
      attempt: query.attempt ?? null,
      limit: query.limit,
    })
    const last = items.at(-1)
    return {
      items,
      next_cursor: last ? cursorOf(`${last.attempt}:${last.number}`) : (query.cursor ?? null),
    }
  },
} satisfies Partial<Handlers>

async function submittedBefore(
  tx: Context['tx'],
  once: NonNullable<Context['once']>,
  replayed: Context['replayed'],
): Promise<Job | undefined> {
  const job = await tx.maybe(store.byKey, once)
  if (!job) return undefined
  if (!job.request_hash.equals(once.request_hash))
    throw problem(
      'key-reused',
      'This Idempotency-Key was used for another job. Use a new key for each job.',
    )
  replayed()
  return job
}

function lineOf(cursor: string): [number, number] {
  const found = /^(\d{1,9}):(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!found) throw badCursor()
  return [Number(found[1]), Number(found[2])]
}
