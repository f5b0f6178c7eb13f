// What is: reads one object. What is gone is not an error.
import type { ObjectValue } from '../wire/values.ts'
import type { Client } from './client.ts'
import { refuse } from './diagnostics.ts'
import type { Json, Resource, Thing } from './model.ts'
import { fill, placeOf } from './place.ts'
import { asFailure, Refused } from './refusal.ts'
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
export function isGone({ gone = {} }: Resource, answer: Record<string, Json>): boolean {
  return Object.entries(gone).some(([name, values]) => values.includes(answer[name] ?? null))
}

function noPlace(thing: Thing): never {
  return refuse(
    `The ${thing.name} cannot be addressed`,
    `Nothing says where it is. Paths: ${thing.places.map(({ item }) => item).join(', ')}.`,
  )
}
