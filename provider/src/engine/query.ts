// `terraform query`: all that is there, one after the other, each with the identity to import it by.
import type { Draft, Message } from '../wire/messages.ts'
import type { ObjectValue } from '../wire/values.ts'
import type { Client } from './client.ts'
import { pagesOf } from './data.ts'
import { toIdentity } from './identity.ts'
import type { Attribute, DataSource, Json, Model, Resource } from './model.ts'
import { isGone, kept } from './read.ts'
import { dynamic } from './session.ts'

/** What of a model can be listed: each resource that has a data source of many, which says where and by what. */
export function listings({ resources, dataSources }: Model): Record<string, DataSource> {
  const many = Object.values(dataSources).filter(({ list }) => list)
  const found = Object.values(resources).map(
    ({ name, noun }) => [name, many.find((it) => it.noun === noun)] as const,
  )
  return Object.fromEntries(
    found.filter((entry): entry is [string, DataSource] => Boolean(entry[1])),
  )
}

/** What a `list` block's `config` may say: where to look, and the contract's filters. */
export function listAttributes({ attributes, list }: DataSource): Attribute[] {
  return attributes.filter(({ name }) => name !== list)
}

type Event = Draft<'ListResource.Event'>
type Request = Message<'ListResource.Request'>

/** What counts as gone cannot be imported and is not listed. Pages are asked for only while somebody reads on. */
export async function* listResource(
  client: Client,
  resource: Resource,
  source: DataSource,
  config: ObjectValue,
  { include_resource_object, limit }: Pick<Request, 'include_resource_object' | 'limit'>,
): AsyncGenerator<Event, void, undefined> {
  let left = limit > 0 ? limit : Infinity
  for await (const page of pagesOf(client, source, config, Math.min(left, mostPerPage))) {
    for (const item of page as Record<string, Json>[]) {
      if (isGone(resource, item)) continue
      yield eventOf(resource, item, config, include_resource_object)
      left -= 1
      if (left === 0) return
    }
  }
}

const mostPerPage = 1000

function eventOf(
  resource: Resource,
  item: Record<string, Json>,
  config: ObjectValue,
  whole: boolean,
): Event {
  const parents = resource.attributes.filter(({ parameter, name }) => parameter && config[name])
  const before = Object.fromEntries(parents.map(({ name }) => [name, config[name]!]))
  const { state, identity } = kept(resource, item, before)
  const own = item[resource.key ?? 'name'] ?? item['id']
  const said = [item['tenant'], own].filter((name) => typeof name === 'string')
  return {
    identity: toIdentity(resource, identity),
    display_name: said.join('/'),
    ...(whole && { resource_object: dynamic(state, resource.attributes) }),
  }
}
