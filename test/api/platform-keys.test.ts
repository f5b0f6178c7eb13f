// The story of a platform key: shown once, kept sealed, rotated with an overlap, retired and forgotten.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOpenBroker, type OpenBroker } from '../support/tables.ts'
import { keyIdOf } from '../support/proofs.ts'

let broker: OpenBroker
beforeAll(async () => {
  broker = await startOpenBroker()
  await broker.request('POST', '/api/v1/pools', { body: { name: 'compute' } })
})
afterAll(() => broker[Symbol.asyncDispose]())

const path = '/api/v1/platform-keys'
const make = (body: object) => broker.request('POST', path, { body })
const rotate = (name: string, overlap_seconds: number) =>
  broker.request('POST', `${path}/${name}/rotate`, { body: { overlap_seconds } })

test('the answer that makes it shows the key, and nothing shows it after that', async () => {
  const made = await make({ name: 'shared', pool: 'compute', expires_in_days: 2 })
  expect(made.status).toBe(201)
  const { key, ...rest } = made.body
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  expect(rest).toMatchObject({
    name: 'shared',
    pool: 'compute',
    key_id: keyIdOf(Buffer.from(key, 'hex')),
    status: 'active',
    previous_key_id: null,
    previous_until: null,
    last_used_at: null,
  })
  expect(Date.parse(rest.expires_at) - Date.parse(rest.created_at)).toBe(2 * 86_400_000)
  for (const named of ['shared', rest.id])
    expect((await broker.request('GET', `${path}/${named}`)).body).toEqual(rest)
  expect((await broker.request('GET', path)).body.items).toEqual([rest])
  const dump = await broker.tables.dump()
  expect(dump).not.toContain(key)
  expect(dump).not.toContain(Buffer.from(key, 'hex').toString('base64'))
})

test('a live name is taken, and the description and the rotation change', async () => {
  expect(await make({ name: 'shared' })).toMatchObject({
    status: 409,
    body: { code: 'name-taken' },
  })
  const put = await broker.request('PUT', `${path}/shared`, {
    body: { description: 'North', rotate_before_days: null, overlap_seconds: 60 },
  })
  expect(put).toMatchObject({ status: 200, body: { description: 'North', revision: 2 } })
})

test('a key whose pool there is not is refused, and the pool of one cannot be deleted', async () => {
  expect(await make({ name: 'nowhere', pool: 'nowhere' })).toMatchObject({
    status: 400,
    body: { errors: [{ in: 'body', pointer: '/pool' }] },
  })
  const refused = await broker.request('DELETE', '/api/v1/pools/compute')
  expect(refused).toMatchObject({ status: 409, body: { code: 'in-use' } })
  expect(refused.body.detail).toContain('1 platform keys')
})

test('rotation gives a new value beside the one before, and never a third', async () => {
  const before = (await broker.request('GET', `${path}/shared`)).body
  const rotated = await rotate('shared', 3600)
  expect(rotated.status).toBe(200)
  const { key, ...rest } = rotated.body
  expect(rest).toMatchObject({
    id: before.id,
    key_id: keyIdOf(Buffer.from(key, 'hex')),
    previous_key_id: before.key_id,
    revision: before.revision + 1,
  })
  const until = Date.parse(rest.previous_until)
  expect(Math.abs(until - Date.now() - 3_600_000)).toBeLessThan(60_000)
  expect(Date.parse(rest.expires_at)).toBeGreaterThan(Date.parse(before.expires_at))
  const third = await rotate('shared', 3600)
  expect(third).toMatchObject({ status: 409, body: { code: 'conflict' } })
  expect(third.body.detail).toContain(rest.previous_until)
  expect((await broker.request('GET', `${path}/shared`)).body).toEqual(rest)
})

test('of many that rotate at once one does', async () => {
  await make({ name: 'busy' })
  const all = await Promise.all(Array.from({ length: 8 }, () => rotate('busy', 60)))
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(all.filter(({ status }) => status === 409)).toHaveLength(7)
})

test('an overlap of nothing ends every value before at once', async () => {
  const rotated = await rotate('shared', 0)
  expect(rotated).toMatchObject({
    status: 200,
    body: { previous_key_id: null, previous_until: null },
  })
})

test('an overlap is no longer than the life that the value before had', async () => {
  await make({ name: 'ending', expires_in_days: 1 })
  await broker.tables.client.query(
    `update platform_key set expires_at = now() + interval '10 minutes' where name = 'ending'`,
  )
  const { body } = await rotate('ending', 86_400)
  expect(Date.parse(body.previous_until) - Date.now()).toBeLessThan(601_000)
})

test('a retired one is forgotten, is not rotated and frees its name', async () => {
  const retire = () => broker.request('POST', `${path}/shared/retire`)
  const first = await retire()
  expect(first).toMatchObject({ status: 200, body: { status: 'retired' } })
  expect(await retire()).toMatchObject({ status: 200, body: { revision: first.body.revision } })
  const { rows } = await broker.tables.client.query(
    `select sealed, previous_sealed from platform_key where name = 'shared'`,
  )
  expect(rows).toEqual([{ sealed: null, previous_sealed: null }])
  const refused = await rotate('shared', 0)
  expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
  expect(refused.body.detail).toContain('retired')
  expect((await make({ name: 'shared' })).status).toBe(201)
  expect((await broker.request('GET', `${path}?status=retired`)).body.items).toEqual([])
})

test('deleted it is gone', async () => {
  expect((await broker.request('DELETE', `${path}/shared`)).status).toBe(204)
  expect((await broker.request('GET', `${path}/shared`)).status).toBe(404)
})
