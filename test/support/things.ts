// A contract that nobody has, with a thing of every shape a property may have, behind a broker in memory.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { document, type Schema } from '@reeve/openapi'
import { installProvider } from '@reeve/provider'
import { afterAll } from 'vitest'
import type { Row } from '../../provider/src/engine/derive.ts'
import { startMemoryBroker, type MemoryBroker } from './memory-broker.ts'
import { workspace, type Workspace } from './terraform.ts'

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
export const invented = {
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

/** It was called an item, and its note a remark. */
export const thingRow: Row = {
  name: 'thing',
  noun: 'Thing',
  formerly: ['reeve_item'],
  history: [{ renamed: { remark: 'note' } }],
}

let mirror: Promise<string> | undefined

/** Where a provider for things is installed for this file's tests; made when first asked for. */
export function thingsMirror(): Promise<string> {
  mirror ??= (async () => {
    const dir = await mkdtemp(join(tmpdir(), 'reeve-things-'))
    await installProvider(dir, { document: invented, rows: [thingRow] })
    return dir
  })()
  return mirror
}
afterAll(async () => {
  if (mirror) await rm(await mirror, { recursive: true, force: true })
})

export async function withThings(
  tests: (work: Workspace, broker: MemoryBroker) => Promise<void>,
): Promise<void> {
  await using broker = await startMemoryBroker(invented)
  await using work = await workspace({ REEVE_URL: broker.url, REEVE_TOKEN: 'x' }, thingsMirror())
  await tests(work, broker)
}

/** A thing, as it is declared. */
export const thing = (body: string): string =>
  `resource "reeve_thing" "it" {\n  name = "it"\n${body}\n}`

/** What the broker keeps of the one thing. */
export const fields = (broker: MemoryBroker): Record<string, unknown> => broker.objects[0]!.fields
