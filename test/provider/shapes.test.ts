// Every shape a contract may have, through the real Terraform: nested objects, sets, maps, null against empty,
// unknown values, numbers at their limits, and properties that only an update can set.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { document } from '@reeve/openapi'
import type { Schema } from '@reeve/openapi'
import { installProvider } from '@reeve/provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problem, startMemoryBroker } from '../support/memory-broker.ts'
import type { MemoryBroker } from '../support/memory-broker.ts'
import { describeWithTerraform, engine, quiet, workspace } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

const text: Schema = { type: 'string' }
const login: Schema = {
  type: ['object', 'null'],
  required: ['url'],
  properties: {
    mode: { type: 'string', default: 'inline', enum: ['inline', 'shared'] },
    url: text,
    limits: { type: 'array', uniqueItems: true, items: { type: 'integer' }, default: [] },
  },
}
const mutable: Record<string, Schema> = {
  note: { type: ['string', 'null'], maxLength: 10 },
  tags: { type: ['array', 'null'], uniqueItems: true, items: text },
  steps: { type: 'array', items: text, default: [] },
  values: { type: 'object', additionalProperties: { type: 'number' }, default: {} },
  big: { type: ['integer', 'null'] },
  login,
  doors: { type: 'array', items: { ...login, type: 'object' }, default: [] },
}
const computed: Record<string, Schema> = {
  id: { ...text, readOnly: true },
  size: { type: 'integer', readOnly: true },
  revision: { type: 'integer', readOnly: true },
}
const required = [...Object.keys(mutable), ...Object.keys(computed), 'name', 'locked']
const locked: Schema = { type: 'boolean' }
const invented = {
  ...document,
  components: {
    ...document.components,
    schemas: {
      ThingCreate: { type: 'object', required: ['name'], properties: { name: text, ...mutable } },
      ThingUpdate: { type: 'object', properties: { ...mutable, locked } },
      Thing: {
        type: 'object',
        required,
        properties: { name: text, ...mutable, ...computed, locked },
      },
      ThingPage: { type: 'object', properties: {} },
    },
  },
  paths: pathsOf('things', 'Thing'),
}

function pathsOf(collection: string, noun: string): Record<string, Record<string, unknown>> {
  const json = (name: string) => ({
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } },
  })
  const parameters = [{ name: 'thing', in: 'path', required: true, schema: text }]
  const operation = (verb: string, status: number, answer?: string, body?: string) => ({
    operationId: `${verb}${noun}`,
    ...(body && { requestBody: json(body) }),
    responses: { [status]: answer ? json(answer) : {} },
  })
  return {
    [`/api/v1/${collection}`]: {
      get: operation('list', 200, `${noun}Page`),
      post: operation('create', 201, noun, `${noun}Create`),
    },
    [`/api/v1/${collection}/{thing}`]: {
      parameters,
      get: operation('get', 200, noun),
      put: operation('update', 200, noun, `${noun}Update`),
      delete: operation('delete', 204),
    },
  }
}

let mirror = ''
beforeAll(async () => {
  if (!engine) return
  mirror = await mkdtemp(join(tmpdir(), 'reeve-shapes-'))
  await installProvider(mirror, { document: invented, rows: [{ name: 'thing', noun: 'Thing' }] })
})
afterAll(() => rm(mirror, { recursive: true, force: true }))

async function withThings(
  tests: (work: Workspace, broker: MemoryBroker) => Promise<void>,
): Promise<void> {
  await using broker = await startMemoryBroker(invented)
  await using work = await workspace(
    { REEVE_URL: broker.url, REEVE_TOKEN: 'x' },
    Promise.resolve(mirror),
  )
  await tests(work, broker)
}
const thing = (body: string) => `resource "reeve_thing" "it" {\n  name = "it"\n${body}\n}`
const fields = (broker: MemoryBroker) => broker.objects[0]!.fields

describeWithTerraform('every shape', () => {
  test('of value is applied, read back, planned without change and changed in place', () =>
    withThings(async (work, broker) => {
      await work.apply(
        thing(`
          note   = "first"
          tags   = ["b", "a", "b"]
          steps  = ["b", "a", "b"]
          values = { x = 0.1, y = -5, z = 1e15 }
          login  = { url = "http://a", limits = [3, 1] }
          doors  = [{ url = "http://b" }, { url = "http://c", mode = "shared" }]`),
      )
      expect(fields(broker)).toMatchObject({
        note: 'first',
        tags: ['a', 'b'],
        steps: ['b', 'a', 'b'],
        values: { x: 0.1, y: -5, z: 1e15 },
        login: { mode: 'inline', url: 'http://a', limits: [1, 3] },
        doors: [
          { mode: 'inline', url: 'http://b', limits: [] },
          { mode: 'shared', url: 'http://c', limits: [] },
        ],
      })
      expect((await work.plan()).code).toBe(0)
      await work.apply(thing(`doors = [{ url = "http://c" }]`))
      expect(fields(broker)).toMatchObject({
        note: null,
        tags: null,
        steps: [],
        values: {},
        login: null,
      })
      expect((await work.plan()).code).toBe(0)
    }))

  test('of nothing stays apart: left out, null and empty', () =>
    withThings(async (work, broker) => {
      await work.apply(thing('tags = []'))
      expect(fields(broker)['tags']).toEqual([])
      expect((await work.plan()).code).toBe(0)
      await work.apply(thing('tags = null'))
      expect(fields(broker)['tags']).toBe(null)
      expect((await work.plan()).code).toBe(0)
      await work.apply(thing('note = ""'))
      expect(fields(broker)['note']).toBe('')
      expect((await work.plan()).code).toBe(0)
    }))

  test('of unknown is planned and then applied as it turns out', () =>
    withThings(async (work, broker) => {
      const known = `resource "terraform_data" "later" {\n  input = "late"\n}\n`
      await work.write(
        known +
          thing(`
            note   = terraform_data.later.output
            tags   = [terraform_data.later.output, "b"]
            steps  = terraform_data.later.output == "late" ? ["x"] : null
            values = { (terraform_data.later.id) = 1 }
            login  = { url = "http://\${terraform_data.later.output}" }
            doors  = [{ url = terraform_data.later.output }]`),
      )
      expect((await work.plan()).code).toBe(2)
      await work.apply()
      expect(fields(broker)).toMatchObject({
        note: 'late',
        tags: ['b', 'late'],
        steps: ['x'],
        login: { url: 'http://late' },
      })
      expect((await work.plan()).code).toBe(0)
    }))

  test('of number is exact up to what JSON carries, and refused beyond', () =>
    withThings(async (work, broker) => {
      await work.apply(thing('big = 9007199254740991'))
      expect(fields(broker)['big']).toBe(Number.MAX_SAFE_INTEGER)
      expect((await work.plan()).code).toBe(0)
      for (const [wrong, why] of [
        ['9007199254740993', 'more digits than JSON carries'],
        ['123456789012345678901234567890', 'more digits than JSON carries'],
        ['1.5', 'must be a whole number'],
      ] as const) {
        await work.write(thing(`big = ${wrong}`))
        const { code, said } = await work.run('validate', '-no-color')
        expect([code, said]).toEqual([1, expect.stringContaining(why)])
      }
    }))

  test('is checked in depth, and the place is shown', () =>
    withThings(async (work) => {
      await work.write(
        thing(`
          note  = "longer than ten"
          login = { url = "u", mode = "first" }
          doors = [{ url = "u" }, {
            url  = "u"
            mode = "second"
          }]`),
      )
      const { code, said } = await work.run('validate', '-no-color')
      expect(code).toBe(1)
      expect(said).toMatch(/note = "longer than ten" note must have at most 10 characters/)
      expect(said).toMatch(/mode = "first" \} login\.mode must be one of "inline", "shared"/)
      expect(said).toContain('doors = [{ url = "u" }, {')
      expect(said).toContain('doors[1].mode must be one of "inline", "shared"; it is "second".')
    }))

  test('of drift is seen', () =>
    withThings(async (work, broker) => {
      await work.apply(thing('note = "ours"\n  tags = ["a"]'))
      Object.assign(fields(broker), { note: 'theirs', tags: ['a', 'z'], size: 9 })
      const { code, said } = await work.plan()
      expect(code).toBe(2)
      expect(said).toContain('~ note = "theirs" -> "ours"')
      expect(said).toContain('- "z"')
      expect(said).toContain('~ size = 9 -> (known after apply)')
    }))
})

describeWithTerraform('what only an update can set', () => {
  test('is set right after the creation', () =>
    withThings(async (work, broker) => {
      await work.apply(thing('locked = true'))
      expect(broker.calls.map(({ method }) => method)).toEqual(['POST', 'PUT'])
      expect(fields(broker)['locked']).toBe(true)
      expect((await work.plan()).code).toBe(0)
    }))

  test('leaves a tainted object in the state when it fails, which the next apply replaces', () =>
    withThings(async (work, broker) => {
      broker.fault = ({ method }, response) => {
        if (method !== 'PUT') return false
        problem(response, 409, 'conflict', 'Not lockable.')
        return true
      }
      await work.write(thing('locked = true'))
      const { code, said } = await work.run('apply', '-auto-approve', ...quiet)
      expect([code, said]).toEqual([1, expect.stringContaining('Not lockable.')])
      expect(await work.state('reeve_thing.it')).toMatchObject({
        id: fields(broker)['id'],
        locked: false,
      })
      expect((await work.plan()).said).toContain('reeve_thing.it is tainted, so must be replaced')
      broker.fault = undefined
      await work.apply()
      expect(broker.objects).toHaveLength(1)
    }))
})
