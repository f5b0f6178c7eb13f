// What was there before Terraform: found by its id or by its natural key.
import type { Client } from './client.ts'
import { refuse } from './diagnostics.ts'
import { parametersOf } from './model.ts'
import type { Place, Resource } from './model.ts'
import { isGone, kept, lookUp } from './read.ts'
import type { Kept } from './read.ts'

/** `terraform import ADDRESS ID`: the id or the natural key, after the path's parameters. */
export async function importResource(
  client: Client,
  resource: Resource,
  id: string,
): Promise<Kept> {
  const parts = id.split('/')
  const place = resource.places.find(({ item }) => parametersOf(item).length === parts.length)
  if (!place || parts.includes('')) {
    return refuse(
      'The import id has the wrong form',
      `${JSON.stringify(id)} does not name a ${resource.name}. Accepted: ${importForms(resource).map(told).join(', ')}.`,
    )
  }
  const missing = `There is no ${resource.name} ${id}`
  const names = parametersOf(place.item)
  const values = Object.fromEntries(names.map((name, index) => [name, parts[index]!]))
  const answer = await lookUp(client, { ...resource, places: [place] }, values)
  if (!answer) return refuse(missing, 'The broker knows none of that name or id.')
  if (isGone(resource, answer)) return refuse(missing, 'It has expired or was revoked.')
  const { id: _, ...parents } = values
  return kept(resource, answer, parents)
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
