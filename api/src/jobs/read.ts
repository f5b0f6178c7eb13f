// One job, as it is read by itself: with its place in the queue.
import type { Query } from '../db/database.ts'
import type { Schemas } from '../http/revision.ts'
import * as store from './store.ts'

export async function readJob(tx: Query, path: { job: string }): Promise<Schemas['Job']> {
  const [job, queue] = await Promise.all([tx.one(store.byId, path), tx.maybe(store.place, path)])
  return { ...job, queue: queue ?? null }
}
