// The operations on jobs, as their submitters see them.
import type { Database } from '../db/database.ts'
import { explain } from '../fleet/explain.ts'
import type { Handlers } from '../http/contract.ts'
import { badCursor, cursorOf, page } from '../http/page.ts'
import { problem } from '../problem.ts'
import { wake } from '../queue/wake.ts'
import { submitAll } from './batch.ts'
import { stopAgentsOf } from './cancel.ts'
import type { Followers } from './events/followers.ts'
import { readJob } from './read.ts'
import * as rules from './rules.ts'
import * as store from './store.ts'
import type { Submitter } from './submit.ts'

const listJobLines: Handlers['listJobLines'] = async ({ path, query }, { tx }) => {
  await tx.one(store.byId, path)
  const [after_attempt, after_number] = query.cursor === undefined ? [0, 0] : lineOf(query.cursor)
  const attempt = query.attempt ?? null
  const items = await tx.many(store.lines, {
    ...path,
    after_attempt,
    after_number,
    attempt,
    limit: query.limit,
  })
  const last = items.at(-1)
  const next_cursor = last ? cursorOf(`${last.attempt}:${last.number}`) : (query.cursor ?? null)
  return { items, next_cursor }
}

function lineOf(cursor: string): [number, number] {
  const found = /^(\d{1,9}):(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (!found) throw badCursor()
  return [Number(found[1]), Number(found[2])]
}

/** Through the tenant's own wall; the stream itself has no transaction. */
async function letIn(db: Database, path: { tenant: string; job: string }): Promise<void> {
  const tx = await db.begin('app', path.tenant)
  try {
    await tx.one(store.ownerOf, path)
  } finally {
    await tx.rollback()
  }
}

export const jobs = (submitter: Submitter, db: Database, followers: Followers) =>
  ({
    listAllJobs: ({ query }, { tx }) => page(tx, store.all, query),
    listJobs: ({ query }, { tx }) => page(tx, store.all, query),
    submitJob({ path, body }, context) {
      rules.ofCustomer(path.tenant)
      return submitter.one(path.tenant, body, context)
    },
    submitJobBatch({ path, body }, context) {
      rules.ofCustomer(path.tenant)
      return submitAll(submitter, body.jobs, context)
    },
    getJob: ({ path }, { tx }) => readJob(tx, path),
    async cancelJob({ path }, { tx }) {
      const ended = await tx.maybe(store.cancel, path)
      if (ended) await stopAgentsOf(tx, [ended])
      if (ended?.agent_id) await wake(tx) // its tenant may have room again
      const job = await tx.one(store.byId, path)
      if (job.status !== 'cancelled')
        throw problem('conflict', `The job is over: it is ${job.status}.`)
      return job
    },
    async requeueJob({ path }, { tx }) {
      await tx.many(store.lockQueue)
      const back = await tx.maybe(store.requeue, path)
      const job = await tx.one(store.byId, path)
      if (!back)
        throw problem(
          'conflict',
          `Only failed, expired and cancelled jobs can be queued again: it is ${job.status}.`,
        )
      await wake(tx)
      return readJob(tx, path)
    },
    async explainJob({ path }, { tx }) {
      const { tenant_id } = await tx.one(store.ownerOf, path)
      return explain(db.as('work'), { job: path.job, tenant_id })
    },
    async followJob({ path, query, header }, { principal, request, recheck }) {
      await letIn(db, path)
      return followers.follow({
        job: path.job,
        last: header['last-event-id'] ?? query.last_event_id,
        principal: principal.id!,
        recheck,
        lifetime: query.lifetime_seconds * 1000,
        gone: request.gone,
      })
    },
    getJobStats: (_, { tx }) => tx.one(store.stats),
    getAllJobStats: (_, { tx }) => tx.one(store.stats),
    listJobLines,
  }) satisfies Partial<Handlers>
