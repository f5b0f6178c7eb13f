// The grammar of the contract that openapi/redocly.yaml cannot say: rules over whole operations and schemas.
// `npm run check` runs it on the bundled contract; an argument names another bundle.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isRead, operationsOf, type Operation, type Schema } from '@reeve/openapi'
import { terraformMistakes } from './lint-terraform.ts'

type Document = Parameters<typeof operationsOf>[0]

/** What it says → whether an operation keeps it. */
const operationRules: Record<string, (operation: Operation) => boolean> = {
  'a POST takes idempotency-key, unless its x-transaction is none or it reads': (it) =>
    it.method !== 'post' ||
    takes(it, 'idempotency-key') ||
    it['x-transaction'] === 'none' ||
    isRead(it),
  'x-reads is of a POST that takes no idempotency-key': (it) =>
    !it['x-reads'] || (it.method === 'post' && !takes(it, 'idempotency-key')),
  'what is batched is a POST': (it) => it['x-transaction'] !== 'batched' || it.method === 'post',
  'a create or an update in a transaction of its own can be tried: it takes dry_run': (it) =>
    !/^(create|update)[A-Z]/.test(it.operationId) ||
    it['x-transaction'] !== undefined ||
    isRead(it) ||
    takes(it, 'dry_run'),
  'only what has a transaction of its own can be tried': (it) =>
    !takes(it, 'dry_run') || (it['x-transaction'] === undefined && !isRead(it)),
  'a PUT with a body takes if-match': (it) =>
    it.method !== 'put' || it.body === undefined || takes(it, 'if-match'),
  'a PUT without a body is an assignment, create…': (it) =>
    it.method !== 'put' || it.body !== undefined || it.operationId.startsWith('create'),
  'a list takes limit and cursor': (it) =>
    !isList(it) || (takes(it, 'limit') && takes(it, 'cursor')),
  'a list answers with a …Page': (it) => !isList(it) || answerOf(it).endsWith('Page'),
  'list, get, explain, follow, verify and export are GET, create is POST or PUT, update is PUT, delete is DELETE':
    (it) => {
      const verb = /^[a-z]+/.exec(it.operationId)![0]
      return (methodsOf[verb] ?? ['post']).includes(it.method)
    },
  'a read asks for the scope …:read, a change for …:write': (it) =>
    scopesOf(it).every((scope) => scope.endsWith(isRead(it) ? ':read' : ':write')),
  'whoever may call it below a tenant’s path includes the tenant': (it) =>
    !it.path.startsWith('/api/v1/tenants/{tenant}/') || it.security.some((one) => one.tenant),
  'x-stream is a GET without a transaction that answers with server-sent events and can be resumed, and nothing else does':
    (it) =>
      it['x-stream'] === (it.success.content?.['text/event-stream'] !== undefined || undefined) &&
      (!it['x-stream'] ||
        (it.method === 'get' && it['x-transaction'] === 'none' && takes(it, 'last-event-id'))),
  'below /api/v1, paths are kebab-case, their parameters snake_case': (it) =>
    !it.path.startsWith('/api') ||
    /^\/api\/v1(\/([a-z]+(-[a-z]+)*|\{[a-z]+(_[a-z]+)*\}))+$/.test(it.path),
  'no content is 204; what a POST creates is 201; all else is 200 (or 201 of a POST)': (it) => {
    if (it.success.content === undefined) return it.success.status === 204
    if (it.method !== 'post') return it.success.status === 200
    return (
      it.success.status === 201 ||
      (it.success.status === 200 && !it.operationId.startsWith('create'))
    )
  },
}

const methodsOf: Record<string, string[]> = {
  list: ['get'],
  get: ['get'],
  explain: ['get'],
  follow: ['get'],
  verify: ['get'],
  export: ['get'],
  create: ['post', 'put'],
  update: ['put'],
  delete: ['delete'],
}

/** What it says → the properties of a named schema that break it. */
const schemaRules: Record<string, (name: string, schema: Schema, all: Schemas) => string[]> = {
  'every property has a description': (_name, { properties = {} }, all) =>
    keysWhere(properties, (property) => !described(property, all)),
  'a property that holds a secret says x-secret: true': (_name, { properties = {} }) =>
    keysWhere(properties, (property, key) => secretName.test(key) && property['x-secret'] !== true),
  'an object that may be null is anyOf a named schema and null': (_name, { properties = {} }) =>
    keysWhere(properties, ({ type }) => Array.isArray(type) && type.includes('object')),
  'an object inside an object is a named schema': (_name, { properties = {} }) =>
    keysWhere(
      properties,
      ({ type, properties: inner }) => type === 'object' && inner !== undefined,
    ),
  'a PUT replaces all that can change: each property of …Update is required, save secrets': (
    name,
    schema,
  ) =>
    name.endsWith('Update')
      ? keysWhere(
          schema.properties ?? {},
          (property, key) => !schema.required?.includes(key) && !property['x-secret'],
        )
      : [],
  'what can change can be read: each property of …Update is one of the noun, save secrets': (
    name,
    schema,
    all,
  ) => (name.endsWith('Update') ? missingIn(all[name.slice(0, -6)], schema) : []),
  'what is given can be read: each property of …Create is one of the noun, save secrets': (
    name,
    schema,
    all,
  ) =>
    name.endsWith('Create') && all[name.slice(0, -6)]?.properties?.['id'] !== undefined
      ? missingIn(all[name.slice(0, -6)], schema)
      : [],
}

type Schemas = Record<string, Schema>

const secretName = /^(token|secret|password)$|_(secret|password)$/

const takes = ({ parameters }: Operation, name: string) => parameters.some((it) => it.name === name)
const isList = ({ operationId }: Operation) => operationId.startsWith('list')
const answerOf = ({ success }: Operation) =>
  success.content?.['application/json']?.schema.$ref ?? ''
const scopesOf = ({ security }: Operation) => security.flatMap((one) => Object.values(one).flat())

function keysWhere(
  properties: Schemas,
  breaks: (property: Schema, key: string) => boolean,
): string[] {
  return Object.entries(properties).flatMap(([key, property]) =>
    breaks(property, key) ? [key] : [],
  )
}

function described({ description, $ref }: Schema, all: Schemas): boolean {
  return Boolean(description ?? ($ref && all[$ref.split('/').at(-1)!]?.description))
}

function missingIn(noun: Schema | undefined, part: Schema): string[] {
  return keysWhere(
    part.properties ?? {},
    (property, key) => !noun?.properties?.[key] && !property['x-secret'],
  )
}

const given = process.argv[2] ?? resolve(import.meta.dirname, '../openapi/generated/openapi.json')
const document = JSON.parse(await readFile(given, 'utf8')) as Document
const { schemas } = document.components

const mistakes = [
  ...operationsOf(document).flatMap((operation) =>
    Object.entries(operationRules).flatMap(([rule, keeps]) =>
      keeps(operation) ? [] : [`${operation.operationId}: ${rule}.`],
    ),
  ),
  ...Object.entries(schemas).flatMap(([name, schema]) =>
    Object.entries(schemaRules).flatMap(([rule, broken]) =>
      broken(name, schema, schemas).map((key) => `${name}.${key}: ${rule}.`),
    ),
  ),
  ...terraformMistakes(document),
]
for (const mistake of mistakes) console.error(mistake)
if (mistakes.length > 0) process.exitCode = 1
