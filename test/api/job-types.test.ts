// The story of a job type: four come with the broker, others are made, and payloads must fit.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'

let broker: TestBroker
beforeAll(async () => {
  broker = await startBroker()
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme', plan: 'enterprise' } })
})
afterAll(() => broker[Symbol.asyncDispose]())

const path = '/api/v1/job-types'
const submit = (type: string, payload: unknown, more: object = {}) =>
  broker.request('POST', '/api/v1/tenants/acme/jobs', { body: { type, payload, ...more } })
const payload_schema = {
  type: 'object',
  additionalProperties: false,
  required: ['source'],
  properties: { width: { type: 'integer', default: 100 }, source: { type: 'string' } },
}

describe('a job type', () => {
  test('of four comes with the broker, and stays as it is', async () => {
    const { body } = await broker.request('GET', `${path}?built_in=true`)
    const names = body.items.map(({ name }: { name: string }) => name)
    expect(names).toEqual(['script', 'scan', 'collect', 'health_check'])
    const { description, max_timeout_seconds, payload_schema } = body.items[0]
    const change = { description, max_timeout_seconds, payload_schema }
    const changed = await broker.request('PUT', `${path}/script`, { body: change })
    expect(changed).toMatchObject({ status: 409, body: { code: 'conflict' } })
    expect((await broker.request('DELETE', `${path}/script`)).body.code).toBe('conflict')
  })

  test('is created, and its schema reads back as it was written', async () => {
    const made = await broker.request('POST', path, { body: { name: 'resize', payload_schema } })
    expect(made).toMatchObject({
      status: 201,
      body: { description: '', max_timeout_seconds: 7200, built_in: false, revision: 1 },
    })
    for (const key of ['resize', made.body.id]) {
      const { body } = await broker.request('GET', `${path}/${key}`)
      expect(JSON.stringify(body.payload_schema)).toBe(JSON.stringify(payload_schema))
    }
  })

  test('with a bad schema is refused, and the refusal points into it', async () => {
    const bad = { properties: { a: { type: 'nonsense' } } }
    const body = { name: 'bad', payload_schema: bad }
    const refused = await broker.request('POST', path, { body })
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
    expect(refused.body.errors[0].pointer).toBe('/payload_schema/properties/a/type')
    expect((await broker.request('GET', `${path}/bad`)).status).toBe(404)
  })

  test('holds for the very next submit when it changes', async () => {
    const change = { description: '', max_timeout_seconds: 60, payload_schema: { type: 'object' } }
    const timeout_seconds = 60
    expect((await submit('resize', {}, { timeout_seconds })).status).toBe(400)
    await broker.request('PUT', `${path}/resize`, { body: change })
    expect((await submit('resize', {}, { timeout_seconds })).status).toBe(201)
    const late = await submit('resize', {}, { timeout_seconds: 61 })
    expect(late).toMatchObject({ status: 400, body: { errors: [{ pointer: '/timeout_seconds' }] } })
    expect((await submit('resize', {})).body.timeout_seconds).toBe(60) // nobody asked for more
    expect((await submit('collect', { source: 'a' })).body.timeout_seconds).toBe(1800)
    await broker.request('PUT', `${path}/resize`, { body: { ...change, payload_schema } })
    expect((await submit('resize', {}, { timeout_seconds })).status).toBe(400)
  })

  test('changed on one replica is known to another, at latest after a second', async () => {
    const other = await broker.second()
    const there = (type: string) =>
      fetch(`${other.url}/api/v1/tenants/acme/jobs`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${broker.adminToken}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ type, payload: {} }),
      }).then(({ status }) => status)
    expect(await there('fresh')).toBe(400)
    await broker.request('POST', path, {
      body: { name: 'fresh', payload_schema: { type: 'object' } },
    })
    expect(await there('fresh')).toBe(201)
    await other[Symbol.asyncDispose]()
  })

  test('cannot go while jobs of it wait', async () => {
    const refused = await broker.request('DELETE', `${path}/resize`)
    expect(refused.body).toMatchObject({
      code: 'in-use',
      detail: '2 jobs of type resize wait or run.',
    })
    const { body } = await broker.request('GET', '/api/v1/tenants/acme/jobs')
    for (const { id } of body.items)
      await broker.request('POST', `/api/v1/tenants/acme/jobs/${id}/cancel`)
    expect((await broker.request('DELETE', `${path}/resize`)).status).toBe(204)
    expect((await submit('resize', {})).body.errors[0].pointer).toBe('/type')
  })
})

describe('a submit', () => {
  test('of a type that is not known is refused, and told the known ones', async () => {
    const { status, body } = await submit('sculpture', {})
    expect(status).toBe(400)
    expect(body.errors).toEqual([
      { in: 'body', pointer: '/type', detail: expect.stringMatching(/^is sculpture, which is no known job type: it must be one of script, scan, collect, health_check/) }, // prettier-ignore
    ])
  })

  test.each([
    ['script', {}, '/payload/script'],
    ['script', { script: '' }, '/payload/script'],
    ['script', { script: 'return 1', inputs: 1 }, '/payload/inputs'],
    ['scan', { tool: 'rm', target: 'a' }, '/payload/tool'],
    ['scan', { tool: 'nuclei' }, '/payload/target'],
    ['scan', { tool: 'nuclei', target: 'a/../b' }, '/payload/target'],
    ['scan', { tool: 'nuclei', target: 'x\n../etc' }, '/payload/target'],
    ['scan', { tool: 'nuclei', target: 'a/..' }, '/payload/target'],
    ['scan', { tool: 'nuclei', target: '-rf' }, '/payload/target'],
    ['scan', { tool: 'nuclei', target: 'a', templates: ['cves', '../x'] }, '/payload/templates/1'],
    ['scan', { tool: 'nuclei', target: 'a', options: { a: {} } }, '/payload/options/a'],
    ['collect', {}, '/payload/source'],
    ['health_check', { checks: ['a b'] }, '/payload/checks/0'],
  ])('of %s with %j is refused at %s', async (type, payload, pointer) => {
    const { status, body } = await submit(type, payload)
    expect([status, body.code, body.errors?.[0].pointer]).toEqual([400, 'invalid-request', pointer])
  })

  test('that leads upwards is told so in words', async () => {
    const { body } = await submit('scan', { tool: 'trivy', target: '../secrets' })
    expect(body.detail).toMatch(/\/payload\/target .*It may not lead upwards \(\.\.\/\)/)
  })

  test.each([
    ['script', { script: 'return 1' }, { input: null }],
    ['scan', { tool: 'nuclei', target: 'https://example.com', templates: ['cves/2026'] }, {}],
    ['scan', { tool: 'trivy-image', target: 'registry.io/a:1', options: { severity: 'HIGH' } }, {}],
    ['collect', { source: 'aws.s3' }, {}],
    ['health_check', {}, {}],
  ])('of %s with %j is taken', async (type, payload, filled) => {
    const { status, body } = await submit(type, payload)
    expect([status, body.payload]).toEqual([201, { ...payload, ...filled }])
  })

  test('whose payload is no object is refused', async () => {
    for (const payload of [null, 'text', 7, []])
      expect((await submit('script', payload)).body.errors[0].pointer).toBe('/payload')
  })
})
