// Submitting one job. The Idempotency-Key stays with the job, so that a repeat finds it however late it comes.
import type { Context } from '../http/contract.ts'
import type { Schemas } from '../http/revision.ts'
import { newId } from '../ids.ts'
import type { Kinds } from '../job-types/kinds.ts'
import { problem } from '../problem.ts'
import { wake } from '../queue/wake.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export async function submit(
  kinds: Kinds,
  job: Schemas['JobSubmit'],
  { tx, once, replayed }: Context,
): Promise<Schemas['Job']> {
  rules.payloadFits(job.payload)
  await kinds.admit(tx, job)
  const before = async () => once && (await submittedBefore(tx, once, replayed))
  const earlier = await before()
  if (earlier) return earlier
  await roomInQueue(tx)
  const payload = JSON.stringify(job.payload)
  const kept = once ?? { key_hash: null, request_hash: null }
  const made = await tx.maybe(store.insert, { id: newId(), ...job, payload, ...kept })
  if (made) {
    await wake(tx)
    return made
  }
  // A repeat that ran beside the first: the first has committed by now.
  return (await before())!
}

/** A full queue refuses at once: a submit that could not be kept is worse than one that is not taken. */
export async function roomInQueue(tx: Context['tx']): Promise<void> {
  await tx.many(store.lockQueue)
  const { plan, queued, most } = await tx.one(store.queueRoom)
  if (queued < most) return
  throw problem('queue-full', `The plan ${plan} lets ${most} jobs wait, and ${queued} do.`, {
    retryAfter: 5,
  })
}

async function submittedBefore(
  tx: Context['tx'],
  once: NonNullable<Context['once']>,
  replayed: Context['replayed'],
): Promise<Schemas['Job'] | undefined> {
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
