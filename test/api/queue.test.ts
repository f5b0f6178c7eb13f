// What the queue does to a job: limits, waiting, retries, the dead and their return – and why, in words.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, job, planFor, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
beforeAll(
  async () =>
    void (broker = await startBroker({ REEVE_LEASE_SECONDS: '2', REEVE_EXPIRY_SECONDS: '1' })),
)
afterAll(() => broker[Symbol.asyncDispose]())

const at = (slug: string) => `/api/v1/tenants/${slug}`
const explain = async (slug: string, id: string) =>
  (await broker.request('GET', `${at(slug)}/jobs/${id}/explain`)).body
const codes = async (slug: string, id: string) =>
  (await explain(slug, id)).reasons.map(({ code }: { code: string }) => code)
const spin = 'while (input.forever) { }; return 1'

/** A tenant on a plan of its own. */
const tenantOn = async (slug: string, limits: object) =>
  tenantWithToken(broker, slug, { plan: await planFor(broker, slug, limits) })

test('a full queue refuses with the limit and its use, and takes again when there is room', async () => {
  await tenantOn('full', { max_queued_jobs: 2 })
  const ids = [await submit(broker, 'full', 'return 1'), await submit(broker, 'full', 'return 1')]
  const body = { type: 'script', payload: { script: 'return 1' } }
  const refused = await broker.request('POST', `${at('full')}/jobs`, { body })
  expect(refused).toMatchObject({ status: 429, body: { code: 'queue-full' } })
  expect(refused.body.detail).toMatch(/lets 2 jobs wait, and 2 do/)
  expect(refused.headers.get('retry-after')).toBe('5')
  await broker.request('POST', `${at('full')}/jobs/${ids[0]}/cancel`)
  expect((await broker.request('POST', `${at('full')}/jobs`, { body })).status).toBe(201)
})

test('of a batch each job is taken or refused by itself', async () => {
  await tenantOn('batch', { max_queued_jobs: 3 })
  const good = { type: 'script', payload: { script: 'return 1' } }
  const jobs = [
    good,
    { ...good, type: 'unheard-of' },
    { type: 'script', payload: { scirpt: '' } },
    good,
    { ...good, priority: 'high' },
    good,
  ]
  const headers = { 'idempotency-key': 'batch-of-mine' }
  const post = () =>
    broker.request('POST', `${at('batch')}/job-batches`, { body: { jobs }, headers })
  const answer = await post()
  expect(answer.status, JSON.stringify(answer.body)).toBe(201)
  const outcomes = answer.body.items.map(
    ({ job, problem }: { job: { status: string } | null; problem: { code: string } }) =>
      job?.status ?? problem.code,
  )
  expect(outcomes).toEqual([
    'queued',
    'invalid-request',
    'invalid-request',
    'queued',
    'queued',
    'queue-full',
  ])
  expect(answer.body.items[1].problem.errors).toMatchObject([{ pointer: '/type' }])
  expect(
    answer.body.items[2].problem.errors.map(({ pointer }: { pointer: string }) => pointer),
  ).toContain('/payload/script')
  expect(answer.body.items[4].job).toMatchObject({ priority: 'high', payload: good.payload })
  expect((await post()).body).toEqual(answer.body)
  expect((await broker.request('GET', `${at('batch')}/jobs`)).body.items).toHaveLength(3)
  const broken = await broker.request('POST', `${at('batch')}/job-batches`, {
    body: { jobs: [good, { ...good, priority: 'urgent' }] },
  })
  expect(broken).toMatchObject({ status: 400, body: { errors: [{ pointer: '/jobs/1/priority' }] } })
})

test('submits of one moment do not slip past the limit together', async () => {
  await tenantOn('crowd', { max_queued_jobs: 5 })
  const body = { type: 'script', payload: { script: 'return 1' } }
  const all = await Promise.all(
    Array.from({ length: 12 }, () => broker.request('POST', `${at('crowd')}/jobs`, { body })),
  )
  expect(all.filter(({ status }) => status === 201)).toHaveLength(5)
  expect(all.filter(({ status }) => status === 429)).toHaveLength(7)
})

test('a plan’s limit holds however many slots there are, and says so; a higher limit lets the next begin', async () => {
  const token = await tenantOn('capped', { max_concurrent_jobs: 2 })
  await using agent = startAgent(broker, token, { MAX_CONCURRENT: '8' })
  const ids: string[] = []
  for (let n = 0; n < 3; n++)
    ids.push(await submit(broker, 'capped', spin, { input: { forever: true } }))
  await inStatus(broker, 'capped', ids[0]!, 'running')
  await inStatus(broker, 'capped', ids[1]!, 'running')
  await until(
    () => codes('capped', ids[2]!),
    (seen) => seen[0] === 'limit-reached',
  )
  expect((await explain('capped', ids[2]!)).summary).toMatch(
    /allows 2 jobs at once and 2 are running/,
  )
  const limits = { max_concurrent_jobs: 3, max_queued_jobs: 100, weight: 1 }
  await broker.request('PUT', '/api/v1/plans/capped-plan', {
    body: { description: '', ...limits, job_retention_days: null },
  })
  await inStatus(broker, 'capped', ids[2]!, 'running')
  for (const id of ids) await broker.request('POST', `${at('capped')}/jobs/${id}/cancel`)
  expect(agent.log()).not.toContain('protocol error')
})

test('a job waits until it may begin', async () => {
  const token = await tenantOn('later', {})
  await using _ = startAgent(broker, token)
  const not_before = new Date(Date.now() + 3_600_000).toISOString()
  const id = await submit(broker, 'later', 'return 1', { not_before })
  const other = await submit(broker, 'later', 'return 1')
  await finished(broker, 'later', other)
  expect(await explain('later', id)).toMatchObject({
    reasons: [{ code: 'not-before', until: not_before }],
  })
  await sql(`update job set not_before = now() where id = '${id}'`)
  expect(await finished(broker, 'later', id)).toMatchObject({ status: 'completed' })
})

test('a failed attempt is tried again only when that was asked for, and then with its delay', async () => {
  const token = await tenantOn('again', {})
  await using _ = startAgent(broker, token)
  const once = await submit(broker, 'again', 'throw new Error("no")')
  expect(await finished(broker, 'again', once)).toMatchObject({
    status: 'failed',
    attempt: 1,
    dead: false,
  })
  const more = { retry_on_failure: true, max_attempts: 2, retry_delay_seconds: 1 }
  const twice = await submit(broker, 'again', 'throw new Error("no")', more)
  const waiting = await until(
    () => job(broker, 'again', twice),
    ({ attempt, status }) => attempt === 1 && status === 'queued',
  )
  expect(waiting).toMatchObject({ error: { code: 'script-error' } })
  expect(Date.parse(waiting.not_before)).toBeGreaterThan(Date.parse(waiting.started_at))
  expect(await finished(broker, 'again', twice)).toMatchObject({
    status: 'failed',
    attempt: 2,
    dead: true,
  })
})

test('the dead are listed, and come back with attempts of their own', async () => {
  const token = await tenantOn('dead', {})
  const id = await submit(broker, 'dead', 'return 1', { queue_timeout_seconds: 1 })
  expect(await codes('dead', id)).toEqual(['no-agent'])
  const expired = await until(
    () => job(broker, 'dead', id),
    ({ status }) => status === 'expired',
  )
  expect(expired).toMatchObject({ dead: true, error: { code: 'expired' } })
  const { items } = (await broker.request('GET', `${at('dead')}/jobs?dead=true`)).body
  expect(items.map((one: { id: string }) => one.id)).toEqual([id])
  expect((await broker.request('GET', `${at('dead')}/jobs/stats`)).body).toMatchObject({
    expired: 1,
    dead: 1,
    queued: 0,
    oldest_queued_seconds: null,
  })
  await using _ = startAgent(broker, token)
  await sql(`update job_finished set queue_timeout_seconds = 60 where id = '${id}'`)
  const back = await broker.request('POST', `${at('dead')}/jobs/${id}/requeue`)
  expect(back, JSON.stringify(back.body)).toMatchObject({
    status: 200,
    body: { id, status: 'queued', dead: false, error: null },
  })
  expect(await finished(broker, 'dead', id)).toMatchObject({ status: 'completed', attempt: 1 })
  const again = await broker.request('POST', `${at('dead')}/jobs/${id}/requeue`)
  expect(again).toMatchObject({ status: 409, body: { code: 'conflict' } })
})

test('a job that no agent can do says what is missing, and goes to the first that can', async () => {
  const token = await tenantOn('picky', {})
  await using _ = startAgent(broker, token, { AGENT_CAPABILITIES: 'cpu', AGENT_REGION: 'us-east' })
  const id = await submit(broker, 'picky', 'return 1', {
    capabilities: ['cpu', 'gpu'],
    region: 'eu-west',
  })
  const easy = await submit(broker, 'picky', 'return 1', { capabilities: ['cpu'] })
  await finished(broker, 'picky', easy)
  const seen = await explain('picky', id)
  expect(seen.reasons).toMatchObject([
    { code: 'no-agent', missing: ['capability gpu', 'region eu-west'] },
  ])
  await using able = startAgent(broker, token, {
    AGENT_CAPABILITIES: 'gpu,cpu',
    AGENT_REGION: 'eu-west',
    AGENT_NAME: 'able',
  })
  expect(await finished(broker, 'picky', id)).toMatchObject({ status: 'completed' })
  expect(able.log()).toContain(id)
})

test('a running job is held, an ended one is over, and another tenant learns nothing', async () => {
  const token = await tenantOn('held', {})
  await using _ = startAgent(broker, token)
  const id = await submit(broker, 'held', spin, { input: { forever: true } })
  const { agent } = await inStatus(broker, 'held', id, 'running')
  expect(await explain('held', id)).toMatchObject({
    status: 'running',
    reasons: [{ code: 'held', agent }],
  })
  await broker.request('POST', `${at('held')}/jobs/${id}/cancel`)
  expect(await codes('held', id)).toEqual(['over'])
  expect(await broker.request('GET', `${at('full')}/jobs/${id}/explain`)).toMatchObject({
    status: 404,
  })
})

async function sql(text: string): Promise<void> {
  const client = new pg.Client(broker.databaseUrl)
  await client.connect()
  await client.query(text)
  await client.end()
}
