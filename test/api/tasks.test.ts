// The story of a task: checked when it is saved, due when it says, run on request, and gone with its runs.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { schemas } from '../support/contract.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  // There are no agents here: runs wait.
  const acme = { slug: 'acme', plan: 'enterprise', on_no_capacity: 'queue' }
  await broker.request('POST', '/api/v1/tenants', { body: acme })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const path = '/api/v1/tenants/acme/tasks'
const make = (body: object) =>
  broker.request('POST', path, { body: { script: 'return 1', ...body } })
const runsOf = async (name: string) =>
  (await broker.request('GET', `${path}/${name}/runs?limit=1000`)).body.items
/** Due monthly: not while this test runs. */
const monthly = '30 6 1 * *'

/** Sets the time a task is due, as if it had been scheduled so. */
const due = (name: string, first: string) =>
  tables.client.query(
    `update task set next_due_at = ${first}, next_run_at = ${first} where name = $1`,
    [name],
  )

/** The same, and waits until the broker has noticed. */
async function passed(name: string, first: string): Promise<void> {
  await due(name, first)
  const waiting = `select 1 from task where name = $1 and next_run_at <= now()`
  await until(
    () => tables.client.query(waiting, [name]),
    ({ rowCount }) => rowCount === 0,
  )
}

/** All of a task that can change. */
const only = (task: Record<string, unknown>) =>
  Object.fromEntries(schemas['TaskUpdate']!.required!.map((name) => [name, task[name]]))

describe('what is saved', () => {
  test('has its defaults, and says when it runs next', async () => {
    const made = await make({ name: 'report', schedule: monthly, time_zone: 'Europe/Berlin' })
    expect(made).toMatchObject({
      status: 201,
      body: { overlap: 'forbid', catch_up: 'none', paused: false, input: null, revision: 1 },
    })
    const next = new Date(made.body.next_run_at)
    expect(next.getTime()).toBeGreaterThan(Date.now())
    expect(next.toISOString()).toMatch(/-01T0[45]:30:00.000Z$/)
  })

  test('is due never when it is paused or has no schedule, and from now when it is due again', async () => {
    const { body } = await broker.request('GET', `${path}/report`)
    const { next_run_at } = body
    const rest = only(body)
    const put = async (more: object) =>
      (await broker.request('PUT', `${path}/report`, { body: { ...rest, ...more } })).body
    expect(await put({ paused: true })).toMatchObject({ next_run_at: null })
    expect(await put({ schedule: null })).toMatchObject({ next_run_at: null })
    expect(await put({ description: 'again' })).toMatchObject({ next_run_at })
  })

  test.each([
    [{ schedule: '0 0 30 2 *' }, '/schedule', 'never fires'],
    [{ schedule: '61 * * * *' }, '/schedule', 'minute'],
    [{ schedule: '* * * * * * *' }, '/schedule', 'five or six fields'],
    [{ time_zone: 'Nowhere/City' }, '/time_zone', 'no time zone'],
    [{ script: 'const a = 1\nconst b = = 2' }, '/script', 'in line 2, column 11'],
    [{ script: 'return (' }, '/script', 'unexpected end of the script in line 1'],
  ])('%j is refused at %s', async (body, pointer, said) => {
    const refused = await make({ name: 'wrong', ...body })
    expect(refused).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ in: 'body', pointer }] },
    })
    expect(refused.body.detail).toContain(said)
  })

  test('is no larger than a job’s payload', async () => {
    const refused = await make({ name: 'large', input: 'x'.repeat(1_048_576) })
    expect(refused).toMatchObject({ status: 413, body: { code: 'too-large' } })
  })

  test('is not the system tenant’s', async () => {
    const body = { name: 'own', script: 'return 1' }
    const refused = await broker.request('POST', '/api/v1/tenants/system/tasks', { body })
    expect(refused).toMatchObject({ status: 409, body: { code: 'conflict' } })
  })
})

describe('runs', () => {
  test('on request are jobs with the task’s script and input, paused or not', async () => {
    const more = { paused: true, priority: 'high', timeout_seconds: 5, max_attempts: 1 }
    const { body: task } = await make({ name: 'asked', input: { n: 1 }, ...more })
    const run = await broker.request('POST', `${path}/asked/runs`)
    expect(run).toMatchObject({
      status: 201,
      body: {
        type: 'script',
        payload: { script: 'return 1', input: { n: 1 } },
        priority: 'high',
        timeout_seconds: 5,
        max_attempts: 1,
        task: task.id,
        due_at: null,
        status: 'queued',
      },
    })
    const at = `/api/v1/tenants/acme/jobs/${run.body.id}`
    expect((await broker.request('GET', at)).body).toEqual(run.body)
    expect(run.body.queue).toEqual({ position: 1, exact: true })
    expect(await runsOf('asked')).toEqual([{ ...run.body, queue: null }])
    await broker.request('POST', `${at}/cancel`)
    expect(await runsOf('asked')).toMatchObject([
      { id: run.body.id, status: 'cancelled', task: task.id },
    ])
  })

  test('of a due time are made once, however often it is looked at', async () => {
    await make({ name: 'once', schedule: monthly })
    await passed('once', `date_trunc('second', now())`)
    const [run, ...others] = await runsOf('once')
    expect([run.status, others]).toEqual(['queued', []])
    expect(Date.parse(run.due_at)).toBeLessThanOrEqual(Date.now())
    // As if the task had not moved on: the due time has its run already.
    await tables.client.query(`update task set overlap = 'allow' where name = 'once'`)
    await passed('once', `'${run.due_at}'::timestamptz`)
    expect(await runsOf('once')).toHaveLength(1)
    const { body } = await broker.request('GET', `${path}/once`)
    expect(Date.parse(body.next_run_at)).toBeGreaterThan(Date.now())
  })

  test.each([
    ['forbid', ['queued']],
    ['allow', ['queued', 'queued']],
    ['replace', ['queued', 'cancelled']],
  ])('that overlap: %s', async (overlap, statuses) => {
    const name = `overlap-${overlap}`
    await make({ name, schedule: monthly, overlap })
    await broker.request('POST', `${path}/${name}/runs`)
    await passed(name, 'now()')
    expect((await runsOf(name)).map(({ status }: { status: string }) => status)).toEqual(statuses)
  })

  test.each([
    ['none', 0],
    ['last', 1],
    ['all', 3],
  ])('that were missed, with catch-up %s', async (catch_up, count) => {
    const name = `missed-${catch_up}`
    await make({ name, schedule: '0 0 1 1 *', catch_up, overlap: 'allow' })
    const year = new Date().getUTCFullYear()
    await passed(name, `'${year - 2}-01-01T00:00:00Z'::timestamptz`)
    const due = (await runsOf(name)).map(({ due_at }: { due_at: string }) => due_at).toReversed()
    const all = [year - 2, year - 1, year].map((one) => `${one}-01-01T00:00:00.000Z`)
    expect(due).toEqual(count === 0 ? [] : all.slice(-count))
  })

  test('beyond what the plan lets wait are refused on request, and in the history when due', async () => {
    await broker.request('POST', '/api/v1/tenants', {
      body: { slug: 'full', on_no_capacity: 'queue' },
    })
    const at = '/api/v1/tenants/full/tasks'
    const body = { name: 'many', script: 'return 1', schedule: monthly, overlap: 'allow' }
    await broker.request('POST', at, { body })
    for (let n = 0; n < 9; n++) await broker.request('POST', `${at}/many/runs`)
    await passed('many', 'now()')
    expect(await broker.request('POST', `${at}/many/runs`)).toMatchObject({
      status: 429,
      body: { code: 'queue-full' },
    })
    await passed('many', `now() - interval '1 second'`)
    const { items } = (await broker.request('GET', `${at}/many/runs?limit=1000`)).body
    expect(items).toHaveLength(11)
    expect(items[0]).toMatchObject({ status: 'failed', error: { code: 'queue-full' }, attempt: 0 })
    expect(items.filter(({ status }: { status: string }) => status === 'queued')).toHaveLength(10)
  })

  test('of other tasks are made although one cannot be told', async () => {
    await make({ name: 'broken', schedule: monthly })
    await tables.client.query(`update task set time_zone = 'Mars/Olympus' where name = 'broken'`)
    await passed('broken', 'now()')
    expect(await runsOf('broken')).toEqual([])
    await make({ name: 'whole', schedule: monthly })
    await passed('whole', 'now()')
    expect(await runsOf('whole')).toHaveLength(1)
  })

  test('of a suspended tenant wait for the catch-up', async () => {
    await broker.request('POST', '/api/v1/tenants', {
      body: { slug: 'globex', on_no_capacity: 'queue' },
    })
    const at = '/api/v1/tenants/globex'
    const body = { name: 'waiting', script: 'return 1', schedule: monthly, catch_up: 'last' }
    await broker.request('POST', `${at}/tasks`, { body })
    await tables.client.query(`update tenant set status = 'suspended' where slug = 'globex'`)
    await due('waiting', 'now()')
    await passed('report', 'now()') // so a sweep has run since
    const waiting = async () => (await broker.request('GET', `${at}/tasks/waiting/runs`)).body.items
    expect(await waiting()).toEqual([])
    await tables.client.query(`update tenant set status = 'active' where slug = 'globex'`)
    await passed('waiting', 'now()')
    expect(await waiting()).toHaveLength(1)
  })
})

test('a task takes its unfinished runs along, and leaves the others', async () => {
  const { body: run } = await broker.request('POST', `${path}/asked/runs`)
  expect((await broker.request('DELETE', `${path}/asked`)).status).toBe(204)
  expect((await broker.request('GET', `${path}/asked/runs`)).status).toBe(404)
  const left = await broker.request('GET', `/api/v1/tenants/acme/jobs/${run.id}`)
  expect(left.body).toMatchObject({ status: 'cancelled', task: run.task })
})
