// Data sources: one object by its id or natural key, or all that filters let through.
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue } from '../wire/values.ts'
import type { Client } from './client.ts'
import { refuse } from './diagnostics.ts'
import { parametersOf } from './model.ts'
import type { DataSource, Json } from './model.ts'
import { fill, placeOf } from './place.ts'
import { lookUp } from './read.ts'
import { asFailure } from './refusal.ts'
import { fromJson, stateFrom } from './translate.ts'

export function readData(
  client: Client,
  source: DataSource,
  config: ObjectValue,
): Promise<ObjectValue> {
  return source.list ? readMany(client, source, config) : readOne(client, source, config)
}

async function readOne(
  client: Client,
  source: DataSource,
  config: ObjectValue,
): Promise<ObjectValue> {
  const { key } = source
  const name = config['id'] ?? (key ? config[key] : null) ?? null
  const answer = await lookUp(client, source, name === null ? config : { ...config, id: name })
  if (answer) return stateFrom(source.attributes, answer, parents(source, config))
  const asked = source.attributes.filter((it) => (config[it.name] ?? null) !== null)
  const said = asked.map((it) => `${it.name} = ${JSON.stringify(config[it.name])}`).join(', ')
  const path = asked.find((it) => !it.parameter) ?? asked[0]
  return refuse(
    `There is no such ${source.noun}`,
    `The broker knows none with ${said}.`,
    path && [path.name],
  )
}

async function readMany(
  client: Client,
  source: DataSource,
  config: ObjectValue,
): Promise<ObjectValue> {
  const items: Json[] = []
  for await (const page of pagesOf(client, source, config, 1000)) items.push(...page)
  const { type } = source.attributes.find((it) => it.name === source.list)!
  return { ...config, [source.list!]: fromJson(items, type) }
}

/** What a list has, page by page. */
export async function* pagesOf(
  client: Client,
  source: DataSource,
  config: ObjectValue,
  limit: number,
): AsyncGenerator<Json[], void, undefined> {
  const { place, given } = placeOf(source, config)!
  const query = new URLSearchParams({ limit: String(limit) })
  for (const name of source.filters ?? []) {
    const value = config[name] ?? null
    const inPath = parametersOf(place.item).includes(name)
    if (!inPath && value !== null && !isUnknown(value)) query.set(name, String(value as string))
  }
  for (let next: Json | undefined = ''; typeof next === 'string';) {
    if (next) query.set('cursor', next)
    const path = `${fill(place.item, given)}?${query.toString()}`
    const page = await client({ method: 'GET', path }).catch((error: unknown) => {
      throw asFailure(error, source)
    })
    yield page['items'] as Json[]
    next = page['next_cursor']
  }
}

/** What the configuration said of the path stays as it was spelled. */
function parents(source: DataSource, config: ObjectValue): ObjectValue {
  const names = source.attributes.filter((it) => it.parameter).map(({ name }) => name)
  return Object.fromEntries(names.map((name) => [name, config[name] ?? null]))
}
