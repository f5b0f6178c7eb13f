// Many jobs in one request: each is taken or refused by itself, and all that are taken go in one statement.
import type { Context } from '../http/contract.ts'
import type { Schemas } from '../http/revision.ts'
import { documentOf, Problem } from '../problem.ts'
import type { Submitter } from './submit.ts'

export async function submitAll(
  { many }: Submitter,
  jobs: Schemas['JobBatchSubmit']['jobs'],
  { tx, request }: Pick<Context, 'tx' | 'request'>,
): Promise<Schemas['JobBatch']> {
  const outcomes = await many(tx, jobs)
  const items = outcomes.map((outcome) =>
    outcome instanceof Problem
      ? { job: null, problem: documentOf(outcome, request.id) }
      : { job: outcome.job, problem: null },
  )
  return { items }
}
