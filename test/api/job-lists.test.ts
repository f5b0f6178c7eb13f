// Finding jobs: every filter of the tenant's list and of the operators', alone, together, and over pages.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer } from '../support/broker.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { submit, tenantWithToken } from '../support/work.ts'

const agent = '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c12'
let broker: OpenBroker
/** Ids by what the job is. */
const ids: Record<string, string> = {}
let task: string

beforeAll(async () => {
  broker = await startOpenBroker()
  for (const slug of ['acme', 'globex']) await tenantWithToken(broker, slug)
  const send = async (name: string, more: object = {}, slug = 'acme') =>
    void (ids[name] = await submit(broker, slug, 'return 1', more))
  await send('plain')
  await send('check', { type: 'health_check', payload: {} })
  await send('urgent', { priority: 'critical' })
  await send('held', { priority: 'low' })
  await send('over')
  await send('dead')
  await send('theirs', { priority: 'critical' }, 'globex')
  const path = '/api/v1/tenants/acme/tasks'
  const made = await broker.request('POST', path, {
    body: { name: 'own', script: 'return 1', on_no_capacity: 'queue' },
  })
  task = made.body.id
  ids['run'] = (await broker.request('POST', `${path}/own/runs`)).body.id
  await broker.request('POST', `/api/v1/tenants/acme/jobs/${ids['over']}/cancel`)
  await broker.request('POST', `/api/v1/tenants/acme/jobs/${ids['dead']}/cancel`)
  const { client } = broker.tables
  await client.query(`update job set agent_id = $1 where id = $2`, [agent, ids['held']])
  await client.query(`update job set agent_id = gen_random_uuid() where id = $1`, [ids['urgent']])
  await client.query(`update job_finished set agent_id = $1 where id = $2`, [agent, ids['over']])
  await client.query(`update job_finished set dead = true where id = $1`, [ids['dead']])
  let at = 0 // a day each, in their order
  for (const id of Object.values(ids)) {
    const day = `timestamptz '2026-01-01T00:00:00Z' + make_interval(days => ${at++})`
    for (const table of ['job', 'job_finished'])
      await client.query(`update ${table} set created_at = ${day} where id = $1`, [id])
  }
})
afterAll(() => broker[Symbol.asyncDispose]())

const nameOf = ({ id }: { id: string }) => Object.keys(ids).find((name) => ids[name] === id)
const names = ({ body }: Answer): string[] => body.items.map(nameOf)
const own = async (query = '') =>
  names(await broker.request('GET', `/api/v1/tenants/acme/jobs?${query}`))
const everywhere = async (query = '') => names(await broker.request('GET', `/api/v1/jobs?${query}`))

describe('a list of jobs', () => {
  test('without a filter has all, newest first', async () => {
    const mine = ['run', 'dead', 'over', 'held', 'urgent', 'check', 'plain']
    expect(await own()).toEqual(mine)
    expect(await everywhere()).toEqual(['run', 'theirs', ...mine.slice(1)])
  })

  test.each([
    ['type=health_check', ['check'], ['check']],
    ['type=paint', [], []],
    ['priority=critical', ['urgent'], ['theirs', 'urgent']],
    ['status=cancelled', ['dead', 'over'], ['dead', 'over']],
    ['dead=true', ['dead'], ['dead']],
    ['status=cancelled&dead=false', ['over'], ['over']],
    [`agent=${agent}`, ['over', 'held'], ['over', 'held']],
    [`agent=${agent}&priority=low`, ['held'], ['held']],
    ['task=TASK', ['run'], ['run']],
    ['task=TASK&status=completed', [], []],
    ['created_after=2026-01-06T00:00:00Z', ['run', 'dead'], ['run', 'theirs', 'dead']],
    ['created_before=2026-01-03T01:00:00%2B01:00', ['check', 'plain'], ['check', 'plain']],
    ['created_after=2026-01-03T00:00:00Z&created_before=2026-01-05T00:00:00Z', ['held', 'urgent'], ['held', 'urgent']],
  ])('by %s', async (query, mine, all) => {
    const asked = query.replace('TASK', task)
    expect(await own(asked)).toEqual(mine)
    expect(await everywhere(asked)).toEqual(all)
  }) // prettier-ignore

  test('of operators is narrowed to a tenant', async () => {
    expect(await everywhere('tenant=globex')).toEqual(['theirs'])
    expect(await everywhere('tenant=globex&priority=low')).toEqual([])
  })

  test.each(['/api/v1/tenants/acme/jobs?', '/api/v1/jobs?'])(
    'at %s comes in pages that hold each job once, filtered too',
    async (path) => {
      for (const filter of ['', 'type=script&created_after=2026-01-02T00:00:00Z']) {
        const whole = names(await broker.request('GET', path + filter))
        const seen: string[] = []
        for (let cursor: string | null = ''; cursor !== null;) {
          const from: string = cursor && `&cursor=${cursor}`
          const page = await broker.request('GET', `${path}${filter}&limit=2${from}`)
          seen.push(...names(page))
          cursor = page.body.next_cursor as string | null
        }
        expect(seen).toEqual(whole)
      }
    },
  )

  test.each([
    ['created_after', '0000-01-01T00:00:00Z'],
    ['created_after', '2026-01-01T00:00:00%2B23:59'],
    ['created_before', '2026-02-30T00:00:00Z'],
    ['created_before', '2026-01-01'],
  ])('refuses %s=%s at its place', async (name, text) => {
    expect(await broker.request('GET', `/api/v1/jobs?${name}=${text}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid-request', errors: [{ in: 'query', pointer: `/${name}` }] },
    })
  })
})
