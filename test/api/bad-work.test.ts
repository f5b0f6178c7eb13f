// Work that is refused, or comes to nothing: what is wrong, where, what to do – and nothing of it is kept.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { request } from '../support/broker.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { job, submit, tenantWithToken } from '../support/work.ts'

let broker: OpenBroker
/** The session of the agent of `busy`. */
let session: string
beforeAll(async () => {
  broker = await startOpenBroker()
  const plan = { name: 'tiny', max_concurrent_jobs: 1, max_queued_jobs: 2 }
  await broker.request('POST', '/api/v1/plans', { body: plan })
  const type = { name: 'brief', payload_schema: { type: 'object' }, max_timeout_seconds: 60 }
  await broker.request('POST', '/api/v1/job-types', { body: type })
  await tenantWithToken(broker, 'acme')
  await tenantWithToken(broker, 'small', { plan: 'tiny' })
  const task = { name: 'kept', script: 'return 1', schedule: '30 6 1 * *' }
  await broker.request('POST', '/api/v1/tenants/acme/tasks', { body: task })
  const token = await tenantWithToken(broker, 'busy')
  const body = { method: 'agent_token', proof: { token }, agent: { name: 'one' } }
  session = (await broker.request('POST', '/api/v1/agent/enrolments', { body })).body.token
})
afterAll(() => broker[Symbol.asyncDispose]())

const script = { type: 'script', payload: { script: 'return 1' } }
const scan = (payload: object) => ({
  type: 'scan',
  payload: { tool: 'trivy', target: 'a', ...payload },
})
const large = { script: 'return 1', input: 'é'.repeat(524_288) } // two bytes each, so just over a mebibyte

/** A job that no agent, limit or clock could make right. */
const jobs: Array<[what: string, body: object, code: string, pointer: string, said: RegExp]> = [
  ['a payload too large', { ...script, payload: large }, 'too-large', '/payload', /has \d+ bytes as JSON; at most 1048576/],
  ['an unknown type', { ...script, type: 'paint' }, 'invalid-request', '/type', /must be one of script, scan/],
  ['a payload without what its type asks', { ...scan({ target: undefined }) }, 'invalid-request', '/payload/target', /required/],
  ['a payload that is wrong deep inside', scan({ templates: ['cves', 'a b'] }), 'invalid-request', '/payload/templates/1', /must match the pattern/],
  ['a tool that is not allowed', scan({ tool: 'rm' }), 'invalid-request', '/payload/tool', /must be one of/],
  ['a path that leads upwards', scan({ target: 'a/../../etc/passwd' }), 'invalid-request', '/payload/target', /may not lead upwards/],
  ['a template that leads upwards', scan({ templates: ['../x'] }), 'invalid-request', '/payload/templates/0', /without \.\.\//],
  ['a timeout of more than two hours', { ...script, timeout_seconds: 7201 }, 'invalid-request', '/timeout_seconds', /at most 7200/],
  ['a timeout of nothing', { ...script, timeout_seconds: 0 }, 'invalid-request', '/timeout_seconds', /at least 1/],
  ['a timeout above its type’s', { type: 'brief', payload: {}, timeout_seconds: 61 }, 'invalid-request', '/timeout_seconds', /at most 60, the limit of the type brief/],
  ['a capability that is no name', { ...script, capabilities: ['GPU!'] }, 'invalid-request', '/capabilities/0', /must match/],
  ['a time that is none', { ...script, not_before: 'tomorrow' }, 'invalid-request', '/not_before', /date-time/],
  ['a time before there was a year', { ...script, not_before: '0000-01-01T00:00:00Z' }, 'invalid-request', '/not_before', /date-time/],
  ['a time at an offset that is none', { ...script, not_before: '2026-01-01T00:00:00+23:59' }, 'invalid-request', '/not_before', /date-time/],
] // prettier-ignore

describe('a job with', () => {
  test.each(jobs)('%s is refused', async (_, body, code, pointer, said) => {
    const before = await broker.tables.dump()
    const refused = await broker.request('POST', '/api/v1/tenants/acme/jobs', { body })
    expect(refused).toMatchObject({
      status: code === 'too-large' ? 413 : 400,
      body: { code, detail: said, errors: [{ in: 'body', pointer }] },
    })
    expect(await broker.tables.dump()).toBe(before)
  })

  const alone = jobs.filter(([, body]) => !('capabilities' in body || 'not_before' in body))
  const admitted = alone.filter(([what]) => !/two hours|nothing/.test(what))
  test('any of that spoils no other of its batch', async () => {
    const body = { jobs: [script, ...admitted.map(([, given]) => given), script] }
    const { items } = (await broker.request('POST', '/api/v1/tenants/acme/job-batches', { body }))
      .body
    expect([items[0].job.status, items.at(-1).job.status]).toEqual(['queued', 'queued'])
    const refused = items
      .slice(1, -1)
      .map(({ job: made, problem }: Item) => [made, problem!.code, problem!.errors[0]!.pointer])
    expect(refused).toEqual(admitted.map(([, , code, pointer]) => [null, code, pointer]))
    const kept = (await broker.request('GET', '/api/v1/tenants/acme/jobs')).body.items
    expect(kept).toHaveLength(2)
  })
})

interface Item {
  job: object | null
  problem: { code: string; errors: Array<{ pointer: string }> } | null
}

const tasks: Array<[what: string, body: object, pointer: string, said: RegExp]> = [
  ['a cron that never fires', { schedule: '0 0 30 2 *' }, '/schedule', /never fires: there is no such day/],
  ['a window in which it never fires', { schedule: '0 0 1 1 *', starts_at: '2026-02-01T00:00:00Z', ends_at: '2026-03-01T00:00:00Z' }, '/schedule', /never fires between starts_at and ends_at/],
  ['a script that does not compile', { script: 'const a = 1\nconst b = = 2' }, '/script', /in line 2, column 11/],
] // prettier-ignore

describe('a task with', () => {
  test.each(tasks)('%s is refused', async (_, wrong, pointer, said) => {
    const path = '/api/v1/tenants/acme/tasks'
    const { id, tenant, next_run_at, revision, created_at, updated_at, ...kept } = (
      await broker.request('GET', `${path}/kept`)
    ).body
    const before = await broker.tables.dump()
    const { name, ...change } = { ...kept, ...wrong }
    const refusal = {
      status: 400,
      body: { code: 'invalid-request', detail: said, errors: [{ in: 'body', pointer }] },
    }
    const made = await broker.request('POST', path, { body: { ...kept, ...wrong, name: 'other' } })
    expect(made).toMatchObject(refusal)
    expect(await broker.request('PUT', `${path}/${name}`, { body: change })).toMatchObject(refusal)
    expect(await broker.tables.dump()).toBe(before)
  })
})

test('a full queue says its limit, its use and when to come back, and keeps nothing', async () => {
  for (let n = 0; n < 2; n++) await submit(broker, 'small', 'return 1')
  const before = await broker.tables.dump()
  const refused = await broker.request('POST', '/api/v1/tenants/small/jobs', { body: script })
  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'queue-full', detail: /The plan tiny lets 2 jobs wait, and 2 do/ },
  })
  expect(refused.headers.get('retry-after')).toBe('5')
  expect(await broker.tables.dump()).toBe(before)
})

test('a capability that nobody has ever heard of is taken, and explained', async () => {
  const id = await submit(broker, 'acme', 'return 1', { capabilities: ['telepathy'] })
  const path = `/api/v1/tenants/acme/jobs/${id}`
  expect((await broker.request('GET', `${path}/explain`)).body).toMatchObject({
    status: 'queued',
    reasons: [{ code: 'no-agent' }],
  })
  await broker.request('POST', `${path}/cancel`)
})

test('a result twice counts once, another end of the same attempt is refused, and what is over stays', async () => {
  const id = await submit(broker, 'busy', 'return 1')
  const ask = (path: string, body: object, headers = {}) =>
    request(broker.url, session, 'POST', `/api/v1/agent/${path}`, { body, headers })
  const telepath = await submit(broker, 'busy', 'return 1', { capabilities: ['telepathy'] })
  const [{ attempt, job_token }] = (await ask('poll', {})).body.jobs
  const lacking = (await broker.request('GET', `/api/v1/tenants/busy/jobs/${telepath}/explain`))
    .body
  expect(lacking.reasons).toMatchObject([{ code: 'no-agent', missing: ['capability telepathy'] }])
  const report = (given: object) =>
    ask(`jobs/${id}/result`, { attempt, ...given }, { 'x-job-token': job_token })
  const first = { status: 'completed', result: 'first' }
  expect(await report(first)).toMatchObject({ status: 204 })
  const ended = await job(broker, 'busy', id)
  expect(ended).toMatchObject(first)
  expect(await report(first)).toMatchObject({ status: 204 })
  await report({ status: 'completed', result: 'second' })
  const error = { code: 'late', message: 'No, it failed.' }
  expect(await report({ status: 'failed', error })).toMatchObject({
    status: 409,
    body: { code: 'conflict' },
  })
  expect(await job(broker, 'busy', id)).toEqual(ended)
  const refused = await broker.request('POST', `/api/v1/tenants/busy/jobs/${id}/cancel`)
  expect(refused).toMatchObject({
    status: 409,
    body: { code: 'conflict', detail: 'The job is over: it is completed.' },
  })
  expect(await job(broker, 'busy', id)).toEqual(ended)
})
