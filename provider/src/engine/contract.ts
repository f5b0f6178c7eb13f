// Where the contract keeps what concerns one noun: its schemas, its paths, their parameters.
import { operationsOf } from '@reeve/openapi'
import type { Operation, Parameter, Schema } from '@reeve/openapi'
import { parametersOf } from './model.ts'
import type { Attribute, Ephemeral, Place, Verb } from './model.ts'
import { describe, rulesOf } from './property.ts'
import type { Document, Shapes } from './property.ts'

export interface Contract {
  document: Document
  operations: Operation[]
}

export function contractOf(document: Document): Contract {
  return { document, operations: operationsOf(document) }
}

export function shapesOf({ document, operations }: Contract, noun: string): Shapes {
  const { schemas } = document.components
  const answer = schemas[noun]
  if (!answer) throw new Error(`The contract has no schema ${noun}`)
  const [create, update] = [schemas[`${noun}Create`], schemas[`${noun}Update`]]
  const created = schemas[answerOf(operations.find(isCreateOf(noun))) ?? noun]
  return {
    answer,
    ...(create && { create }),
    ...(update && { update }),
    ...(created && { created }),
  }
}

/** Where objects of a noun are, and which lists show them. */
export function placesOf(contract: Contract, noun: string): Place[] {
  const properties = Object.keys(contract.document.components.schemas[noun]?.properties ?? {})
  return itemsOf(contract, noun).map((place) => {
    const parameters = parametersOf(place.item).slice(0, -1)
    const lists = listOperations(contract, noun)
      .filter((list) => shows(list, parameters, properties))
      .map(({ path }) => path)
      .toSorted((a, b) => parametersOf(a).length - parametersOf(b).length)
    return { ...place, ...(lists.length > 0 && { lists }) }
  })
}

/** A list of many places can be filtered by what distinguishes them, and its items say it. */
function shows(list: Operation, parameters: string[], properties: string[]): boolean {
  const said = parametersOf(list.path)
  const rest = parameters.filter((name) => !said.includes(name))
  const filters = list.parameters.filter(isFilter).map(({ name }) => name)
  return (
    said.every((name) => parameters.includes(name)) &&
    rest.every((name) => filters.includes(name) && properties.includes(name))
  )
}

/** Beside each POST of one, else where one is read or assigned. */
function itemsOf({ operations }: Contract, noun: string): Place[] {
  const reads = operations.filter((it) => it.method === 'get' && answerOf(it) === noun)
  const posted = operations
    .filter(isCreateOf(noun))
    .flatMap(({ path }) =>
      reads
        .filter((read) => read.path.replace(/\/\{\w+\}$/, '') === path)
        .map((read) => ({ collection: path, item: withId(read.path) })),
    )
  if (posted.length > 0) return posted.toSorted(mostParametersFirst)
  const assigned = operations.some(
    (it) => it.operationId === `create${noun}` && it.method === 'put',
  )
  return reads
    .map(({ path }) => ({ item: assigned ? path : withId(path) }))
    .toSorted(mostParametersFirst)
}

/** Whether its addresses take a name, too: what has to be a UUID is an id and nothing else. */
export function isNamed({ operations }: Contract, noun: string): boolean {
  const reads = operations.filter((it) => it.method === 'get' && answerOf(it) === noun)
  return reads.some(({ path, parameters }) => {
    const last = parametersOf(path).at(-1)
    return parameters.some((it) => it.name === last && it.schema.format !== 'uuid')
  })
}

/** How an object of each place ends: revoked, so that its record stays, where the contract has that, else deleted. */
export function endsOf({ operations }: Contract, places: Place[]): Ephemeral['ends'] {
  const end = ({ item }: Place) => {
    const revoke = operations.find(
      ({ path }) => path.endsWith('/revoke') && withId(path.slice(0, -'/revoke'.length)) === item,
    )
    return revoke
      ? { method: 'POST' as const, path: `${item}/revoke`, body: revoke.body !== undefined }
      : { method: 'DELETE' as const, path: item, body: false }
  }
  return Object.fromEntries(places.map((place) => [place.item, end(place)]))
}

const verbs: Verb[] = ['create', 'update', 'delete']

/** Which changes of what is there the broker lets one try: at every place, or not at all. */
export function triedOf({ operations }: Contract, places: Place[]): Verb[] {
  const here = operations.filter(({ path }) =>
    places.some(
      ({ collection, item }) => [collection, item].includes(path) || item === withId(path),
    ),
  )
  return verbs.filter((verb) => {
    const own = here.filter(({ operationId }) => operationId.startsWith(verb))
    return own.length > 0 && own.every(canBeTried)
  })
}

const canBeTried = ({ parameters }: Operation): boolean =>
  parameters.some(({ name }) => name === 'dry_run')

export interface List {
  places: Place[]
  filters: Parameter[]
}

/** Where a noun is listed, and by what the lists can be filtered. */
export function listsOf(contract: Contract, noun: string): List {
  const lists = listOperations(contract, noun)
  return {
    places: lists.map(({ path }) => ({ item: path })).toSorted(mostParametersFirst),
    filters: lists.flatMap(({ parameters }) => parameters.filter(isFilter)),
  }
}

const listOperations = ({ operations }: Contract, noun: string): Operation[] =>
  operations.filter((it) => it.method === 'get' && answerOf(it) === `${noun}Page`)

/** The attributes that travel in paths: required if they are in every place. */
export function pathAttributes(contract: Contract, places: Place[]): Attribute[] {
  const names = places.map((place) => parametersOf(place.item).filter((name) => name !== 'id'))
  return [...new Set(names.flat())].map((name) => {
    const everywhere = names.every((own) => own.includes(name))
    const found = contract.operations
      .flatMap((it) => it.parameters)
      .find((it) => it.name === name && it.in === 'path')
    if (!found) throw new Error(`The contract does not describe the path parameter ${name}`)
    return {
      ...argument(contract, found),
      ...(everywhere ? { required: true } : { optional: true }),
      parameter: true,
    }
  })
}

/** A parameter of a path or a query. */
export function argument(
  { document }: Contract,
  { name, description, schema }: Parameter,
): Attribute {
  const type = ({ integer: 'number', boolean: 'bool' } as const)[String(schema.type)] ?? 'string'
  const text = describe({ ...(description && { description }) }, name)
  const secret = schema['x-secret'] === true && { sensitive: true }
  return { name, description: text, type, rules: rulesOf(document, schema), ...secret }
}

function isCreateOf(noun: string): (operation: Operation) => boolean {
  return ({ method, body }) => method === 'post' && nameOf(body) === `${noun}Create`
}

function isFilter({ in: where, name }: Parameter): boolean {
  return where === 'query' && name !== 'limit' && name !== 'cursor'
}

export function answerOf(operation: Operation | undefined): string | undefined {
  return nameOf(operation?.success.content?.['application/json']?.schema)
}

function nameOf(schema: Schema | undefined): string | undefined {
  return schema?.$ref?.split('/').at(-1)
}

function withId(path: string): string {
  return path.replace(/\{\w+\}$/, '{id}')
}

function mostParametersFirst(a: Place, b: Place): number {
  return parametersOf(b.item).length - parametersOf(a.item).length
}
