// Jobs that are not to wait: those that find no free slot have failed by the time their submit is answered.
import type { Query } from '../../db/database.ts'
import { lacking } from '../../fleet/capacity.ts'
import { Problem } from '../../problem.ts'
import * as store from './store.ts'
import type { Taken } from './take.ts'

type Judged = Taken & { judged: string }

/** `work` sees the agents of all tenants. Nothing is asked when all may wait. */
export async function failWithoutSlot(
  work: Query,
  tx: Query,
  outcomes: Iterable<Taken | Problem>,
): Promise<void> {
  const judged = [...outcomes].filter(
    (one): one is Judged => !(one instanceof Problem) && one.judged !== undefined,
  )
  if (judged.length === 0) return
  const due = judged.map(({ job, judged: tenant }) => ({
    tenant,
    fails: true,
    asked: { ...job, is_run: false },
  }))
  const errors = await lacking(work, due)
  const lacks = judged.flatMap(({ job }, index) => {
    const error = errors[index]
    return error ? [{ job, error }] : []
  })
  if (lacks.length === 0) return
  const ended = await tx.many(store.fail, {
    jobs: lacks.map(({ job }) => job.id),
    errors: lacks.map(({ error }) => JSON.stringify(error)),
  })
  const at = new Map(ended.map(({ id, finished_at }) => [id, finished_at]))
  for (const { job, error } of lacks)
    Object.assign(job, { status: 'failed', dead: true, error, finished_at: at.get(job.id) })
}
