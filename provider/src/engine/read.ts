// What is: reads one object, for refresh and import. What is gone is not an error.
import type { ObjectValue } from '../wire/values.ts'
import { Refused } from './answer.ts'
import type { Client } from './client.ts'
import { Failure, explainProblem, mistake, refuse } from './diagnostics.ts'
import type { Path } from './diagnostics.ts'
import { fill, placeOf } from './place.ts'
import { parametersOf } from './model.ts'
import type { Json, Place, Resource, Thing } from './model.ts'
import { stateFrom } from './translate.ts'

export interface Kept {
  state: ObjectValue
  /** Kept beside the state, out of sight: the revision for If-Match. */
  revision?: number
}

export async function readResource(
  client: Client,
  resource: Resource,
  before: ObjectValue,
): Promise<Kept | null> {
  const found = await lookUp(client, resource, before)
  if (!found || isGone(resource, found)) return null
  return kept(resource, found, before)
}

/** Null when there is no such object; other refusals are failures. */
export async function lookUp(
  client: Client,
  thing: Thing,
  values: ObjectValue,
): Promise<Record<string, Json> | null> {
  const { place, given } = placeOf(thing, values) ?? noPlace(thing)
  try {
    return await client({ method: 'GET', path: fill(place.item, given) })
  } catch (error) {
    if (error instanceof Refused && error.problem.code === 'not-found') return null
    throw asFailure(error, thing)
  }
}

export function kept(
  resource: Resource,
  answer: Record<string, Json>,
  before: ObjectValue | null,
): Kept {
  const { revision } = answer
  const state = stateFrom(resource.attributes, answer, before)
  return { state, ...(typeof revision === 'number' && { revision }) }
}

/** A revoked or expired credential is no longer there: it is planned for creation. */
function isGone({ gone = {} }: Resource, answer: Record<string, Json>): boolean {
  return Object.entries(gone).some(([name, values]) => values.includes(answer[name] ?? null))
}

/**
 * `terraform import ADDRESS ID`: the id or the natural key, after the path's parameters and slashes.
 */
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
      `${JSON.stringify(id)} does not name a ${resource.name}. Accepted: ${forms(resource)}.`,
    )
  }
  const names = parametersOf(place.item)
  const values = Object.fromEntries(names.map((name, index) => [name, parts[index]!]))
  const answer = await lookUp(client, { ...resource, places: [place] }, values)
  if (!answer || isGone(resource, answer)) {
    const why = answer
      ? 'It has expired or was revoked.'
      : 'The broker knows none of that name or id.'
    return refuse(`There is no ${resource.name} ${id}`, why)
  }
  const { id: _, ...parents } = values
  return kept(resource, answer, parents)
}

function forms({ places, key }: Resource): string {
  const own = (name: string) => (name === 'id' && key ? [`<${key}>`, '<id>'] : [`<${name}>`])
  const all = places.flatMap(({ item }: Place) =>
    parametersOf(item).reduce<string[]>(
      (starts, name) =>
        starts.flatMap((start) => own(name).map((it) => (start ? `${start}/${it}` : it))),
      [''],
    ),
  )
  return all.map((form) => `\`${form}\``).join(', ')
}

function noPlace(thing: Thing): never {
  return refuse(
    `The ${thing.name} cannot be addressed`,
    `Nothing says where it is. Paths: ${thing.places.map(({ item }) => item).join(', ')}.`,
  )
}

/** Refusals become diagnostics with attribute paths; what is not a refusal is passed on. */
export function asFailure(error: unknown, { attributes }: Thing, missing?: Path): unknown {
  if (!(error instanceof Refused)) return error
  const { problem, call, status } = error
  const hint = status === 401 ? ['Check `token` (or REEVE_TOKEN).'] : []
  const [first, ...rest] = explainProblem(problem, call, attributes)
  if (!first) return new Failure(mistake(error.message, call))
  const path = first.path ?? (status === 404 ? missing : undefined)
  const detail = [first.detail, ...hint].join('\n\n')
  return new Failure({ ...first, detail, ...(path && { path }) }, ...rest)
}
