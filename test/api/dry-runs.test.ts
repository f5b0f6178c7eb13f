// What a change would meet, asked before it is made: the broker's own answer, and what it warns of.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { httpAgents } from '../support/http-agents.ts'
import { openStream } from '../support/stream.ts'

let broker: TestBroker
const call = (method: string, path: string, body?: object) =>
  broker.request(method, `/api/v1/${path}`, body && { body })
const warningsOf = ({ headers }: { headers: Headers }): unknown =>
  JSON.parse(headers.get('reeve-warnings') ?? '[]')

beforeAll(async () => {
  broker = await startBroker()
  await call('POST', 'plans', { name: 'small', max_concurrent_jobs: 5, max_queued_jobs: 50 })
})
afterAll(() => broker[Symbol.asyncDispose]())

test('a cap over the plan is refused where it stands, with the plan that decides it', async () => {
  const body = { slug: 'over', plan: 'small', task_max_concurrent: 8 }
  for (const path of ['tenants?dry_run=true', 'tenants']) {
    const refused = await call('POST', path, body)
    expect(refused).toMatchObject({ status: 400, body: { because: ['/api/v1/plans/small'] } })
    expect(refused.body.errors).toEqual([
      {
        in: 'body',
        pointer: '/task_max_concurrent',
        detail: 'is over the plan: small allows 5 at once, you ask 8',
      },
    ])
  }
})

test('one that a smaller plan leaves too high is warned of, and stands in the way of nothing', async () => {
  const { id, slug, revision, created_at, updated_at, ...body } = (
    await call('POST', 'tenants', { slug: 'shrunk', plan: 'pro', task_max_concurrent: 9 })
  ).body
  const moved = await call('PUT', 'tenants/shrunk', { ...body, plan: 'small' })
  expect([moved.status, warningsOf(moved)]).toEqual([
    200,
    [
      {
        pointer: '/task_max_concurrent',
        detail: 'is over the plan: small allows 5 at once, you ask 9',
        because: ['/api/v1/plans/small'],
      },
    ],
  ])
})

test('a plan or a pool in use says by whom', async () => {
  await call('POST', 'tenants', { slug: 'tied', plan: 'small' })
  await call('POST', 'pools', { name: 'home' })
  await call('PUT', 'pools/home/tenants/tied')
  await call('POST', 'tenants/tied/agent-tokens', { name: 'racks', pool: 'home' })
  await call('POST', 'platform-keys', { name: 'north', pool: 'home' })
  await call('POST', 'enrolment-keys', { name: 'image', pool: 'home' })
  const pool = await call('DELETE', 'pools/home?dry_run=true')
  expect(pool).toMatchObject({ status: 409, body: { code: 'in-use' } })
  expect(pool.body.because.toSorted()).toEqual([
    '/api/v1/enrolment-keys/image',
    '/api/v1/platform-keys/north',
    '/api/v1/pools/home/tenants/tied',
    '/api/v1/tenants/tied/agent-tokens/racks',
  ])
  for (const path of pool.body.because as string[])
    expect((await broker.request('GET', path)).status).toBe(200)
  const plan = await call('DELETE', 'plans/small?dry_run=true')
  expect(plan.body).toMatchObject({ code: 'in-use', because: expect.any(Array) as string[] })
  expect(plan.body.because).toContain('/api/v1/tenants/tied')
})

test('trying to delete a tenant counts its connected agents, and sends nobody away', async () => {
  const { all } = await httpAgents(broker, ['one', 'two'], 'alive')
  const streams = await Promise.all(
    all.map(({ session }) => openStream(broker.grpcAddress, session, { max_concurrent: 1 })),
  )
  const tried = await call('DELETE', 'tenants/alive?dry_run=true')
  expect([tried.status, warningsOf(tried)]).toEqual([
    204,
    [{ detail: '2 agents of alive are connected, and are sent away.' }],
  ])
  const { items } = (await call('GET', 'tenants/alive/agents?liveness=online')).body
  expect(items).toHaveLength(2)
  const held = await broker.request('POST', '/api/v1/tokens/validate', {
    body: { token: all[0]!.session },
  })
  expect(held.body.valid).toBe(true)
  await Promise.all(streams.map((stream) => stream[Symbol.asyncDispose]()))
})

test('what is warned of in other letters arrives as it was', async () => {
  const name = 'ünïcode · 机'
  const { inHeader } = await import('../../api/src/http/dry-run.ts')
  const header = inHeader([{ detail: name }])
  expect(header).toMatch(/^[ -~]+$/)
  expect(JSON.parse(header)).toEqual([{ detail: name }])
})
