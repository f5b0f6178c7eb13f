// Many jobs in one request: each is taken or refused by itself, and all that are taken go in one statement.
import type { Context } from '../http/contract.ts'
import type { Schemas } from '../http/revision.ts'
import { newId } from '../ids.ts'
import type { Kinds } from '../job-types/kinds.ts'
import { documentOf, Problem, problem } from '../problem.ts'
import { wake } from '../queue/wake.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

type Item = Schemas['JobBatchItem']

export async function submitAll(
  kinds: Kinds,
  jobs: Schemas['JobBatchSubmit']['jobs'],
  { tx, request }: Pick<Context, 'tx' | 'request'>,
): Promise<Schemas['JobBatch']> {
  await tx.many(store.lockQueue)
  const { plan, queued, most } = await tx.one(store.queueRoom)
  let room = most - queued
  const refusals = new Map<number, Problem>()
  const rows: Array<(typeof jobs)[number] & { id: string; index: number }> = []
  for (const [index, job] of jobs.entries()) {
    const refusal = await refusalOf(kinds, tx, job)
    const full =
      room > 0 ? undefined : problem('queue-full', `The plan ${plan} lets ${most} jobs wait.`)
    const problemOfIt = refusal ?? full
    if (problemOfIt) refusals.set(index, problemOfIt)
    else {
      rows.push({ ...job, id: newId(), index })
      room -= 1
    }
  }
  const taken = await tx.many(store.insertAll, { rows: JSON.stringify(rows) })
  if (taken.length > 0) await wake(tx)
  const byId = new Map(taken.map((job) => [job.id, job]))
  const byIndex = new Map(rows.map(({ index, id }) => [index, byId.get(id)!]))
  const items = jobs.map((_, index): Item => {
    const refusal = refusals.get(index)
    return {
      job: byIndex.get(index) ?? null,
      problem: refusal ? documentOf(refusal, request.id) : null,
    }
  })
  return { items }
}

async function refusalOf(
  kinds: Kinds,
  tx: Context['tx'],
  job: Parameters<Kinds['admit']>[1],
): Promise<Problem | undefined> {
  try {
    rules.payloadFits(job.payload)
    await kinds.admit(tx, job)
    return undefined
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return error
    throw error
  }
}
