// A broker that keeps its objects in memory and follows any contract of our grammar, for tests that need faults and
// shapes which the real broker does not have. All else is tested against the real one.
import { randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Operation, Schema } from '@reeve/openapi'
import { document, type Document, operationsOf } from '@reeve/openapi'

type Fields = Record<string, unknown>
interface Kept {
  place: string
  fields: Fields
  /** The idempotency key it was created with, and what was answered then. */
  key: unknown
  answer: Fields
}
export interface Seen {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: Fields | undefined
}
/** Answers instead of the broker, or after a while; undefined leaves the call to the broker. */
export type Fault = (call: Seen, response: ServerResponse) => Promise<boolean> | boolean

export interface MemoryBroker {
  url: string
  objects: Kept[]
  calls: Seen[]
  fault: Fault | undefined
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

export async function startMemoryBroker(
  contract: Document = document,
  port = 0,
): Promise<MemoryBroker> {
  const operations = operationsOf(contract)
  const broker = {
    url: '',
    objects: [] as Kept[],
    calls: [] as Seen[],
    fault: undefined as Fault | undefined,
  }
  const server = createServer((request, response) => {
    void (async () => {
      const call = await receive(request)
      if (request.url?.includes('dry_run=')) return olderThanTrials(response)
      broker.calls.push(call)
      if (await broker.fault?.(call, response)) return
      answer(contract.components.schemas, operations, broker.objects, call, response)
    })()
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(broker, { url, close, [Symbol.asyncDispose]: close })
}

async function receive(request: IncomingMessage): Promise<Seen> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  const { method = '', url = '', headers } = request
  const path = new URL(url, 'http://broker').pathname
  return { method, path, headers, body: text ? (JSON.parse(text) as Fields) : undefined }
}

type Schemas = Record<string, Schema>

function answer(
  schemas: Schemas,
  operations: Operation[],
  objects: Kept[],
  call: Seen,
  response: ServerResponse,
): void {
  const operation = operations.find(
    (it) => it.method === call.method.toLowerCase() && matches(it.path, call.path),
  )
  if (!operation) return problem(response, 404, 'not-found', 'No such route.')
  const { method, path } = operation
  const isItem = path.endsWith('}')
  const place = isItem ? call.path.slice(0, call.path.lastIndexOf('/')) : call.path
  const mine = objects.filter((it) => it.place === place)
  if (method === 'post') return create(schemas, operation, objects, call, response)
  if (!isItem)
    return send(response, 200, { items: mine.map(({ fields }) => fields), next_cursor: null })
  const key = decodeURIComponent(call.path.slice(place.length + 1))
  const found = mine.find(({ fields }) =>
    [fields['id'], fields['name'], fields['slug']].includes(key),
  )
  if (!found) return problem(response, 404, 'not-found', `There is no ${key}.`)
  if (method === 'put') return update(found, call, response)
  if (method === 'delete') {
    objects.splice(objects.indexOf(found), 1)
    return send(response, 204)
  }
  return send(response, 200, found.fields)
}

function create(
  schemas: Schemas,
  operation: Operation,
  objects: Kept[],
  call: Seen,
  response: ServerResponse,
): void {
  const noun = nameOf(operation.body).replace(/Create$/, '')
  const created = schemas[nameOf(operation.success.content!['application/json']!.schema)]!
  const given = { ...defaultsOf(schemas[`${noun}Create`]!), ...call.body }
  const key = call.headers['idempotency-key']
  const again = objects.find((it) => key !== undefined && it.key === key)
  if (again) return send(response, 201, again.answer)
  const name = given['name'] ?? given['slug']
  if (
    objects.some(
      ({ place, fields }) => place === call.path && (fields['name'] ?? fields['slug']) === name,
    )
  ) {
    return problem(response, 409, 'name-taken', `There is a ${noun} named ${String(name)}.`)
  }
  const made = {
    id: randomUUID(),
    revision: 1,
    created_at: new Date().toISOString(),
    tenant: call.path.split('/')[4] ?? null,
  }
  const fields = only(schemas[noun]!, {
    ...nothing(schemas[noun]!),
    ...made,
    status: 'active',
    ...given,
  })
  const secrets = Object.entries(created.properties ?? {}).filter(
    ([, property]) => property['x-secret'],
  )
  const shown = secrets.map(([secret]) => [secret, `secret_${randomBytes(16).toString('hex')}`])
  const answer = { ...fields, ...Object.fromEntries(shown) }
  objects.push({ place: call.path, fields, key, answer })
  send(response, 201, answer)
}

function update(found: Kept, call: Seen, response: ServerResponse): void {
  const { fields } = found
  const expected = call.headers['if-match']
  if (expected && expected !== `"${String(fields['revision'])}"`) {
    return problem(response, 412, 'stale', 'It changed.')
  }
  Object.assign(fields, call.body, { revision: Number(fields['revision'] ?? 0) + 1 })
  send(response, 200, fields)
}

export function send(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

export function problem(
  response: ServerResponse,
  status: number,
  code: string,
  detail: string,
  errors?: unknown,
): void {
  response.writeHead(status, { 'content-type': 'application/problem+json' })
  const title = `The broker says ${code}`
  response.end(
    JSON.stringify({
      type: `/problems/${code}`,
      title,
      status,
      code,
      detail,
      instance: 'r-1',
      errors,
    }),
  )
}

/** Nobody's call: it is of a plan that goes on as if it had not asked. */
function olderThanTrials(response: ServerResponse): void {
  const errors = [{ in: 'query', pointer: '/dry_run', detail: 'is not known here' }]
  problem(response, 400, 'invalid-request', 'This broker cannot be asked so.', errors)
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path)
}

function nameOf(schema: Schema | undefined): string {
  return schema?.$ref?.split('/').at(-1) ?? ''
}

function defaultsOf({ properties = {} }: Schema): Fields {
  const given = Object.entries(properties).filter(([, property]) => property.default !== undefined)
  return Object.fromEntries(given.map(([name, property]) => [name, property.default]))
}

/** Some value of each property's type, for what the real broker would compute. */
function nothing({ properties = {} }: Schema): Fields {
  const values: Fields = {
    string: new Date().toISOString(),
    integer: 0,
    boolean: false,
    array: [],
    object: {},
  }
  return Object.fromEntries(
    Object.entries(properties).map(([name, { type }]) => [
      name,
      Array.isArray(type) ? null : values[type ?? ''],
    ]),
  )
}

function only({ properties = {} }: Schema, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name in properties))
}
