// The operations on job types.
import type { Context, Handlers } from '../http/contract.ts'
import { page } from '../http/page.ts'
import { replace } from '../http/revision.ts'
import { newId } from '../ids.ts'
import { problem } from '../problem.ts'
import type { Kinds } from './kinds.ts'
import { schemaCompiles } from './schema.ts'
import * as store from './store.ts'

export const jobTypes = (kinds: Kinds) =>
  ({
    listJobTypes: ({ query }, { tx }) => page(tx, store.all, query),
    async createJobType({ body }, { tx }) {
      schemaCompiles(body.payload_schema)
      return tx.one(store.insert, { id: newId(), ...written(body) })
    },
    getJobType: ({ path }, { tx }) => tx.one(store.byName, path),
    async updateJobType({ path, body }, { tx, revision }) {
      await ownOnly(tx, path)
      schemaCompiles(body.payload_schema)
      const values = { ...path, ...written(body), revision }
      const made = await replace(tx, store.replace, store.byName, values)
      kinds.forget()
      return made
    },
    async deleteJobType({ path }, { tx }) {
      const { name } = await ownOnly(tx, path)
      const { jobs } = await tx.one(store.unfinished, { name })
      if (jobs > 0)
        throw problem(
          'in-use',
          `${jobs} ${jobs === 1 ? 'job' : 'jobs'} of type ${name} wait or run.`,
        )
      await tx.one(store.remove, path)
      kinds.forget()
    },
  }) satisfies Partial<Handlers>

const written = <Body extends { payload_schema: object }>(body: Body) => ({
  ...body,
  payload_schema: JSON.stringify(body.payload_schema),
})

async function ownOnly(tx: Context['tx'], path: { job_type: string }) {
  const type = await tx.one(store.byName, path)
  if (type.built_in)
    throw problem(
      'conflict',
      `The job type ${type.name} comes with the broker and cannot change. Create one of your own.`,
    )
  return type
}
