// Submitting jobs. Submits of one tenant that come at the same moment share a transaction, and so a commit.
import type { Database, Query } from '../db/database.ts'
import { grouped } from '../db/grouped.ts'
import type { Context } from '../http/contract.ts'
import type { Schemas } from '../http/revision.ts'
import type { Kinds } from '../job-types/kinds.ts'
import { Problem } from '../problem.ts'
import { wake } from '../queue/wake.ts'
import type { CountSubmits } from './intake/counts.ts'
import type { Submit } from './intake/rows.ts'
import { queueFull, takeIn, type Taken, takeTogether } from './intake/take.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'

export interface Submitter {
  /** An answered submit is durable, together with its audit event. */
  one: (
    tenant: string,
    job: Schemas['JobSubmit'],
    context: Pick<Context, 'once' | 'event' | 'replayed'>,
  ) => Promise<Schemas['Job']>
  /** What became of each job, all in the caller's transaction. */
  many: (tx: Query, jobs: Array<Schemas['JobSubmit']>) => Promise<Array<Taken | Problem>>
}

/** In JSON characters; a job without payload weighs 1. */
const weightUnit = 4096

/** `begin` has work looked for on this replica; the others are told by a hint. */
export function createSubmitter(
  db: Database,
  kinds: Kinds,
  count: CountSubmits,
  begin: () => void,
): Submitter {
  const together = grouped<Submit, Taken>({
    async run(tenant, items) {
      const taken = await takeTogether(db, tenant, items)
      begin()
      return taken
    },
    weight: ({ payload }) => 1 + Math.floor(payload.length / weightUnit),
    most: 256,
    waiting: 16_384,
    lanes: 1,
    worthwhile: 64,
    patience: 20_000,
  })

  async function admitted(
    job: Schemas['JobSubmit'],
    once: Submit['once'],
    tx?: Query,
  ): Promise<Submit> {
    try {
      rules.payloadFits(job.payload)
      await kinds.admit(job, tx)
    } catch (error) {
      count.refused(error)
      throw error
    }
    return { job, once, payload: JSON.stringify(job.payload) }
  }

  return {
    async one(tenant, job, { once, event, replayed }) {
      const submit = await admitted(job, once)
      const taken = await together(tenant, { ...submit, event: event() }).catch(asOutcome)
      count.submitted(job.type, taken)
      if (taken instanceof Problem) throw taken
      if (taken.replayed) replayed()
      return taken.job
    },
    async many(tx, jobs) {
      const given = await Promise.all(
        jobs.map((job) => admitted(job, undefined, tx).catch(asRefusal)),
      )
      const fit = given.filter((one): one is Submit => !(one instanceof Problem))
      const taken = await takeIn(tx, db.as('work'), fit)
      fit.forEach(({ job }, index) => count.submitted(job.type, taken[index]!))
      if (taken.some((one) => !(one instanceof Problem))) await wake(tx)
      const outcomes = new Map(fit.map((submit, index) => [submit, taken[index]!]))
      return given.map((one) => (one instanceof Problem ? one : outcomes.get(one)!))
    },
  }
}

function asOutcome(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}

function asRefusal(error: unknown): Problem {
  if (error instanceof Problem && error.status < 500) return error
  throw error
}

/** For a job that the broker makes itself: a full queue refuses it at once. */
export async function roomInQueue(tx: Query): Promise<void> {
  await tx.many(store.lockQueue)
  const { plan, queued, most } = await tx.one(store.queueRoom)
  if (queued >= most) throw queueFull(plan, most, queued)
}
