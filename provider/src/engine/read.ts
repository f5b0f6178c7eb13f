// What is: reads one object. What is gone is not an error.
import type { ObjectValue } from '../wire/values.ts'
import type { Client } from './client.ts'
import type { Listed } from './coalesce.ts'
import { refuse } from './diagnostics.ts'
import { identityOf } from './identity.ts'
import { parametersOf } from './model.ts'
import type { Json, Place, Resource, Thing } from './model.ts'
import { fill, placeOf } from './place.ts'
import type { Values } from './place.ts'
import { asFailure, Refused } from './refusal.ts'
import { stateFrom } from './translate.ts'

export interface Kept {
  state: ObjectValue
  /** Kept beside the state, out of sight: the revision for If-Match. */
  revision?: number
  identity: ObjectValue
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
    const listed = listedIn(thing, place, given)
    return await client({ method: 'GET', path: fill(place.item, given), listed })
  } catch (error) {
    if (error instanceof Refused && error.problem.code === 'not-found') return null
    throw asFailure(error, thing)
  }
}

/** How a list would show it: by its id or its natural key, and by what the list's own path does not say. */
function listedIn({ key }: Thing, place: Place, given: Values): Listed | undefined {
  if (!place.lists) return undefined
  const parameters = parametersOf(place.item)
  const own = parameters.at(-1)!
  const lists = place.lists.map((template) => {
    const said = parametersOf(template)
    const rest = parameters.filter((name) => name !== own && !said.includes(name))
    return {
      path: fill(template, given),
      within: Object.fromEntries(rest.map((name) => [name, given[name]!])),
    }
  })
  const names = own === 'id' && key ? ['id', key] : [own]
  return { lists, names, name: given[own]! }
}

export function kept(
  resource: Resource,
  answer: Record<string, Json>,
  before: ObjectValue | null,
): Kept {
  const { revision } = answer
  const state = stateFrom(resource.attributes, answer, before)
  const identity = identityOf(resource, state, answer)
  return { state, identity, ...(typeof revision === 'number' && { revision }) }
}

/** A revoked or expired credential is no longer there: it is planned for creation. */
export function isGone({ gone = {} }: Resource, answer: Record<string, Json>): boolean {
  return Object.entries(gone).some(([name, values]) => values.includes(answer[name] ?? null))
}

function noPlace(thing: Thing): never {
  return refuse(
    `The ${thing.name} cannot be addressed`,
    `Nothing says where it is. Paths: ${thing.places.map(({ item }) => item).join(', ')}.`,
  )
}
