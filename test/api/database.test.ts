// Transactions on shared connections: a tenant that was set is forgotten, and a failure is never taken for success.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../api/src/db/database.ts'
import { sql } from '../../api/src/db/sql.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'

const slugs = sql<{ slug: string }>`select slug from tenant order by slug`
const rename = sql<never>`update plan set description = 'changed' where name = 'free'`
const description = sql<{ description: string }>`select description from plan where name = 'free'`
const wrong = sql<never>`select 1 / (select count(*) from plan where name = 'none')`

let broker: TestBroker
/** One connection for each role, so that each transaction follows another on it. */
let db: Database
beforeAll(async () => {
  broker = await startBroker()
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
  db = openDatabase(broker.databaseUrl, 1)
})
afterAll(async () => {
  await db[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const seen = async (query: Pick<Database, 'as'>) =>
  (await query.as('app').many(slugs)).map(({ slug }) => slug)

test.each(['commit', 'rollback'] as const)(
  'a tenant is set for one transaction and forgotten at its %s',
  async (end) => {
    for (const tenant of ['acme', 'globex']) {
      const tx = await db.begin('app', tenant)
      expect((await tx.many(slugs)).map(({ slug }) => slug)).toEqual([tenant])
      await tx[end]()
      expect(await seen(db)).toEqual([])
      const next = await db.begin('app')
      expect(await next.many(slugs)).toEqual([])
      await next.rollback()
    }
  },
)

test('a tenant that there is not is not found, and the connection is free again', async () => {
  for (const name of ['nobody', '', `' or true --`])
    await expect(db.begin('app', name)).rejects.toMatchObject({ code: 'not-found' })
  expect(await seen(db)).toEqual([])
})

test('a transaction whose failure was overlooked does not commit in silence', async () => {
  const work = db.transaction('operator', async (tx) => {
    await tx.many(rename)
    await tx.many(wrong).catch(() => undefined)
    return 'done'
  })
  await expect(work).rejects.toThrow('commit came to ROLLBACK')
  expect(await db.as('operator').one(description)).not.toMatchObject({ description: 'changed' })
})

test('what is rolled back twice, or after its commit, gives its connection back once', async () => {
  const tx = await db.begin('operator')
  await tx.commit()
  await tx.rollback()
  await tx.rollback()
  const [one, two] = [await db.begin('operator'), db.begin('operator')]
  await one.commit()
  await (await two).commit()
})
