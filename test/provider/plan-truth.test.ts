// What a plan says before anything is applied: the broker's own refusals and warnings, and never one that is not true.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { httpAgents } from '../support/http-agents.ts'
import { startMemoryBroker } from '../support/memory-broker.ts'
import { openStream } from '../support/stream.ts'
import { connected, describeWithTerraform, quiet, workspace } from '../support/terraform.ts'

let broker: TestBroker
const call = async (method: string, path: string, body?: object) =>
  (await broker.request(method, `/api/v1/${path}`, body && { body })).body

const resource = (type: string, name: string, ...lines: string[]) =>
  `resource "reeve_${type}" "${name}" {\n  ${lines.join('\n  ')}\n}`

/** The operations that changed something, or would have. */
const changes = (from: number): string[] =>
  broker
    .log()
    .slice(from)
    .split('\n')
    .filter((line) => line.includes('"msg":"request"'))
    .map((line) => (JSON.parse(line) as { operation: string }).operation)
    .filter((operation) => !/^(get|list)/.test(operation))

async function planned(hcl: string): Promise<{ code: number; said: string }> {
  await using work = await connected(broker)
  await work.write(hcl)
  return await work.plan()
}

describeWithTerraform('a plan', () => {
  beforeAll(async () => {
    broker = await startBroker()
    await call('POST', 'plans', { name: 'small', max_concurrent_jobs: 5, max_queued_jobs: 50 })
    await call('POST', 'tenants', { slug: 'there' })
  })
  afterAll(() => broker[Symbol.asyncDispose]())

  test('that asks for more than a tenant’s plan allows fails at the attribute', async () => {
    const over = resource(
      'tenant',
      'over',
      'slug = "over"',
      'plan = "small"',
      'task_max_concurrent = 8',
    )
    const { code, said } = await planned(over)
    expect(code).toBe(1)
    expect(said).toMatch(/task_max_concurrent = 8 task_max_concurrent is over the plan/)
    expect(said).toContain('small allows 5 at once, you ask 8')
    expect((await broker.request('GET', '/api/v1/tenants/over')).status).toBe(404)
  })

  test('with a schedule that never fires fails there, and so does a script that does not compile', async () => {
    const task = (name: string, script: string, schedule: string) =>
      resource(
        'task',
        name,
        'tenant = "there"',
        `name = "${name}"`,
        `script = "${script}"`,
        `schedule = "${schedule}"`,
      )
    const { code, said } = await planned(
      `${task('never', 'return 1', '0 0 31 2 *')}\n${task('broken', 'return (', '0 0 * * *')}`,
    )
    expect(code).toBe(1)
    expect(said).toMatch(/schedule = "0 0 31 2 \*" schedule never fires/)
    expect(said).toMatch(/script = "return \(" script does not compile/)
  })

  const estate = [
    resource('plan', 'own', 'name = "own"', 'max_concurrent_jobs = 20', 'max_queued_jobs = 50'),
    resource(
      'tenant',
      'all',
      'slug = "all"',
      'plan = reeve_plan.own.name',
      'task_max_concurrent = 12',
    ),
    resource('pool', 'all', 'name = "all"'),
    resource(
      'pool_assignment',
      'all',
      'pool = reeve_pool.all.name',
      'tenant = reeve_tenant.all.slug',
    ),
    resource(
      'agent_token',
      'all',
      'tenant = reeve_tenant.all.slug',
      'name = "all"',
      'pool = reeve_pool.all.name',
    ),
    resource('platform_key', 'all', 'name = "all"', 'pool = reeve_pool.all.name'),
  ].join('\n')

  test('of things that need each other says nothing that its apply puts right, made, renamed or destroyed', async () => {
    await using work = await connected(broker)
    const first = await work.apply(estate)
    expect(first.said).not.toContain('Warning')
    const from = broker.log().length
    expect((await work.plan()).code).toBe(0)
    expect(changes(from)).toEqual([])
    // A replacement has its own name; a larger plan lets a larger cap.
    const larger = estate
      .replace('max_concurrent_jobs = 20', 'max_concurrent_jobs = 40')
      .replace('task_max_concurrent = 12', 'task_max_concurrent = 30')
      .replace('name = "all"\n  pool', 'name = "all"\n  expires_in_days = 9\n  pool')
    const second = await work.apply(larger)
    expect(second.said).toContain('1 added, 2 changed, 1 destroyed')
    expect(second.said).not.toContain('Warning')
    const gone = await work.run('destroy', '-auto-approve', ...quiet)
    expect([gone.code, gone.said]).toEqual([0, expect.not.stringContaining('Warning')])
  })

  test('that takes away what others use warns of it', async () => {
    await using work = await connected(broker)
    await work.apply(
      `${resource('pool', 'used', 'name = "used"')}\n${resource('plan', 'used', 'name = "used"', 'max_concurrent_jobs = 1', 'max_queued_jobs = 1')}`,
    )
    await call('POST', 'tenants', { slug: 'user', plan: 'used' })
    await call('PUT', 'pools/used/tenants/user')
    await work.write('')
    const { code, said } = await work.plan()
    expect(code).toBe(2)
    expect(said).toContain('The pool used still has 1 tenants.')
    expect(said).toContain('1 tenant is on the plan used.')
    expect(said).toContain('unless something in it changes that first')
  })

  test('that destroys a tenant counts the agents that are connected', async () => {
    await using work = await connected(broker)
    const { all } = await httpAgents(broker, ['one', 'two'], 'alive')
    const found = 'import {\n  to = reeve_tenant.alive\n  id = "alive"\n}\n'
    await work.apply(found + resource('tenant', 'alive', 'slug = "alive"', 'plan = "enterprise"'))
    const streams = await Promise.all(
      all.map(({ session }) => openStream(broker.grpcAddress, session, { max_concurrent: 1 })),
    )
    const { code, said } = await work.plan('-destroy')
    expect([code, said]).toEqual([
      2,
      expect.stringContaining('Warning: 2 agents of alive are connected, and are sent away.'),
    ])
    await Promise.all(streams.map((stream) => stream[Symbol.asyncDispose]()))
  })

  test('that names what is not there, or what is taken, warns at the name', async () => {
    await call('POST', 'pools', { name: 'taken' })
    const { code, said } = await planned(
      [
        resource('agent_token', 'it', 'tenant = "there"', 'name = "it"', 'pool = "nowhere"'),
        resource('agent_token', 'lost', 'tenant = "nobody"', 'name = "lost"'),
        resource('pool', 'taken', 'name = "taken"'),
      ].join('\n'),
    )
    expect(code).toBe(2)
    expect(said).toMatch(/pool = "nowhere" pool names no pool: there is no nowhere/)
    expect(said).toMatch(/tenant = "nobody" There is no tenant nobody/)
    expect(said).toMatch(/name = "taken" Another resource has this name/)
  })

  test('with values that are not known yet is not held against them', async () => {
    const { code, said } = await planned(
      [
        'resource "terraform_data" "later" {\n  input = timestamp()\n}',
        resource(
          'tenant',
          'later',
          'slug = "later"',
          'plan = terraform_data.later.output',
          'task_max_concurrent = 8',
        ),
        resource(
          'agent_token',
          'later',
          'tenant = terraform_data.later.output',
          'name = "it"',
          'pool = "nowhere"',
        ),
      ].join('\n'),
    )
    expect([code, said]).toEqual([2, expect.not.stringContaining('Warning')])
  })

  test('by who may only read is as it was, and asks once for each kind', async () => {
    const made = await call('POST', 'api-tokens', { name: 'reader', scopes: ['pools:read'] })
    await using work = await connected({ url: broker.url, adminToken: String(made.token) })
    const pools = [1, 2, 3, 4, 5].map((at) => resource('pool', `p${at}`, `name = "p${at}"`))
    await work.write(pools.join('\n'))
    const from = broker.log().length
    const { code, said } = await work.plan('-parallelism=1')
    expect([code, said]).toEqual([2, expect.not.stringContaining('Warning')])
    expect(changes(from)).toEqual(['createPool'])
  })

  test('of a broker that is away, or older, says what it says without one', async () => {
    await using memory = await startMemoryBroker()
    await using work = await workspace({ REEVE_URL: memory.url, REEVE_TOKEN: 'x' })
    await work.write(resource('pool', 'it', 'name = "it"'))
    const old = await work.plan()
    await memory.close()
    const from = performance.now()
    const away = await work.plan()
    expect(performance.now() - from).toBeLessThan(20_000) // no retry_timeout
    for (const { code, said } of [old, away])
      expect([code, said]).toEqual([2, expect.not.stringContaining('Warning')])
  })

  test('that destroys and does not look at what is declared is not stopped by a mistake there', async () => {
    await using work = await connected(broker)
    const good = resource('pool', 'good', 'name = "good"')
    await work.apply(good)
    const over = resource(
      'tenant',
      'bad',
      'slug = "bad"',
      'plan = "small"',
      'task_max_concurrent = 8',
    )
    await work.write(`${good}\n${over}`)
    const gone = await work.run('destroy', '-refresh=false', '-auto-approve', ...quiet)
    expect([gone.code, gone.said]).toEqual([0, expect.stringContaining('1 destroyed')])
  })
})
