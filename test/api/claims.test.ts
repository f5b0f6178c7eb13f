// A claim that cannot give all it chose: what is left goes out, and nothing else is kept of the rest.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { httpAgents } from '../support/http-agents.ts'
import { openStream } from '../support/stream.ts'
import { type OpenBroker, openTables, startOpenBroker } from '../support/tables.ts'
import { inStatus, job, submit } from '../support/work.ts'

let broker: OpenBroker
beforeAll(async () => void (broker = await startOpenBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

test.each([
  ['the other is given', 2],
  ['none is given', 1],
])('of chosen jobs one is locked: %s, and what was not given is not counted', async (_, jobs) => {
  const slug = `chosen-${jobs}`
  const { all } = await httpAgents(broker, ['agent'], slug)
  const { id: tenant } = (await broker.request('GET', `/api/v1/tenants/${slug}`)).body
  const ids: string[] = []
  for (let n = 0; n < jobs; n++) ids.push(await submit(broker, slug, 'return 1'))
  const [locked, ...free] = ids
  await using other = await openTables(broker.databaseUrl)
  await other.client.query('begin')
  await other.client.query('select from job where id = $1 for update', [locked])
  const claims = async () => {
    const { rows } = await broker.tables.client.query(
      'select claims::int, claimed_at from lane where key = $1',
      [`tenant:${tenant}:task`],
    )
    return rows[0] as { claims: number; claimed_at: Date | null } | undefined
  }
  await using stream = await openStream(broker.grpcAddress, all[0]!.session, { max_concurrent: 2 })
  for (const id of free) await stream.next('assignment', (one) => one.job === id)
  await expect.poll(async () => (await claims())?.claimed_at, { timeout: 10_000 }).toBeTruthy()
  expect(await claims()).toMatchObject({ claims: free.length })
  expect(await job(broker, slug, locked!)).toMatchObject({ status: 'queued', attempt: 0 })
  await other.client.query('rollback')
  await stream.next('assignment', (one) => one.job === locked)
  await inStatus(broker, slug, locked!, 'assigned')
  expect(await claims()).toMatchObject({ claims: jobs })
})
