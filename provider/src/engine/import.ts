// What was there before Terraform: found by its id, its natural key or its identity.
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue } from '../wire/values.ts'
import type { Client } from './client.ts'
import { refuse } from './diagnostics.ts'
import { parametersOf } from './model.ts'
import type { Place, Resource } from './model.ts'
import { isGone, kept, lookUp } from './read.ts'
import type { Kept } from './read.ts'

interface Asked {
  place: Place
  values: Record<string, string>
}

/** `terraform import ADDRESS ID`, or an `import` block with `id` or `identity`. */
export async function importResource(
  client: Client,
  resource: Resource,
  asked: string | ObjectValue,
): Promise<Kept> {
  const { place, values } =
    typeof asked === 'string' ? byId(resource, asked) : byIdentity(resource, asked)
  const missing = `There is no ${resource.name} ${Object.values(values).join('/')}`
  const answer = await lookUp(client, { ...resource, places: [place] }, values)
  if (!answer) return refuse(missing, 'The broker knows none of that name or id.')
  if (isGone(resource, answer)) return refuse(missing, 'It has expired or was revoked.')
  const { id: _, ...parents } = values
  return kept(resource, answer, parents)
}

/** The id or the natural key, after the path's parameters. */
function byId(resource: Resource, id: string): Asked {
  const parts = id.split('/')
  const place = resource.places.find(({ item }) => parametersOf(item).length === parts.length)
  if (!place || parts.includes('')) {
    return refuse(
      'The import id has the wrong form',
      `${JSON.stringify(id)} does not name a ${resource.name}. Accepted: ${importForms(resource).map(told).join(', ')}.`,
    )
  }
  const names = parametersOf(place.item)
  return { place, values: Object.fromEntries(names.map((name, index) => [name, parts[index]!])) }
}

function byIdentity(resource: Resource, identity: ObjectValue): Asked {
  const given = Object.entries(identity).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === 'string' && entry[1] !== '' && !isUnknown(entry[1]),
  )
  const values = Object.fromEntries(given)
  const place = resource.places.find(({ item }) => {
    const names = parametersOf(item)
    return names.length === given.length && names.every((name) => name in values)
  })
  if (place) return { place, values }
  const accepted = resource.places.map(({ item }) => `{ ${parametersOf(item).join(', ')} }`)
  return refuse(
    'The identity is not complete',
    `It does not name a ${resource.name}. Accepted: ${accepted.join(' or ')}.`,
  )
}

/** The forms of the import id, each as the names of its parts in order. */
export function importForms({ places, key }: Pick<Resource, 'places' | 'key'>): string[][] {
  const own = (name: string) => (name === 'id' && key ? [key, 'id'] : [name])
  return places.flatMap(({ item }: Place) =>
    parametersOf(item).reduce<string[][]>(
      (starts, name) => starts.flatMap((start) => own(name).map((it) => [...start, it])),
      [[]],
    ),
  )
}

const told = (form: string[]) => `\`${form.map((name) => `<${name}>`).join('/')}\``
