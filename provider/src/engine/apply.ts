// What becomes: creates, updates and deletes one object, and keeps in the state what really happened.
import { randomUUID } from 'node:crypto'
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue } from '../wire/values.ts'
import { amend, update } from './amend.ts'
import type { Applied } from './amend.ts'
import type { Client } from './client.ts'
import { Failure } from './diagnostics.ts'
import type { Path } from './diagnostics.ts'
import { isEqual } from './equal.ts'
import { identityOf } from './identity.ts'
import type { Resource } from './model.ts'
import { fill, placeOf } from './place.ts'
import { kept } from './read.ts'
import type { Kept } from './read.ts'
import { asFailure, Refused } from './refusal.ts'
import { bodyFrom } from './translate.ts'

export interface Change {
  prior: ObjectValue | null
  planned: ObjectValue | null
  /** What is sent and never kept, by the attribute that it stands for. */
  given?: ObjectValue
  revision?: number | undefined
  identity?: ObjectValue | null
}

/** Never throws for what the broker says: the state must be saved in any case. */
export async function applyChange(
  client: Client,
  resource: Resource,
  change: Change,
): Promise<Applied> {
  const { prior, planned, given = {}, revision } = change
  const before = prior && {
    state: prior,
    identity: change.identity ?? identityOf(resource, prior),
    ...(revision !== undefined && { revision }),
  }
  try {
    if (!planned) return resource.found ? done(null) : await remove(client, resource, prior!)
    return prior
      ? await amend(client, resource, { planned, given }, before!)
      : await create(client, resource, planned, given)
  } catch (error) {
    const failure = asFailure(error, resource, prior ? undefined : ownerOf(resource, planned!))
    if (!(failure instanceof Failure)) throw failure
    return { after: before, diagnostics: failure.diagnostics }
  }
}

async function create(
  client: Client,
  resource: Resource,
  planned: ObjectValue,
  secrets: ObjectValue,
): Promise<Applied> {
  const { place, given } = placeOf(resource, planned)!
  const body = bodyFrom(resource.attributes, { ...planned, ...secrets }, 'inCreate')
  const empty = resource.assigned && Object.keys(body).length === 0
  const answer = await client({
    method: resource.assigned ? 'PUT' : 'POST',
    path: fill(resource.assigned ? place.item : place.collection!, given),
    ...(!empty && { body }),
    ...(!resource.assigned && { idempotencyKey: randomUUID() }),
  })
  return complete(client, resource, planned, kept(resource, answer, planned))
}

/**
 * What a create cannot say is said by an update. If that fails, the object exists all the same: Terraform keeps it
 * as tainted.
 */
async function complete(
  client: Client,
  resource: Resource,
  planned: ObjectValue,
  created: Kept,
): Promise<Applied> {
  const { state, revision } = created
  const later = resource.attributes.filter(
    ({ name, type, inCreate, inUpdate }) =>
      inUpdate &&
      !inCreate &&
      isGiven(planned, name) &&
      !isEqual(planned[name]!, state[name]!, type),
  )
  if (later.length === 0) return done(created)
  const missing = Object.fromEntries(later.map(({ name }) => [name, planned[name]!]))
  try {
    const change = { planned: { ...state, ...missing }, prior: state, given: {}, revision }
    return done(await update(client, resource, change))
  } catch (error) {
    const failure = asFailure(error, resource)
    if (!(failure instanceof Failure)) throw failure
    return { after: created, diagnostics: failure.diagnostics }
  }
}

async function remove(client: Client, resource: Resource, prior: ObjectValue): Promise<Applied> {
  const { place, given } = placeOf(resource, prior)!
  try {
    await client({ method: 'DELETE', path: fill(place.item, given) })
  } catch (error) {
    const already = error instanceof Refused && error.problem.code === 'not-found'
    if (!already) throw error
  }
  return done(null)
}

/** A creation is refused with "not found" when its owner is not there: the one attribute of its path. */
function ownerOf({ attributes }: Resource, planned: ObjectValue): Path | undefined {
  const [owner, ...others] = attributes.filter(
    ({ name, parameter }) => parameter && isGiven(planned, name),
  )
  return owner && others.length === 0 ? [owner.name] : undefined
}

function isGiven(planned: ObjectValue, name: string): boolean {
  const value = planned[name] ?? null
  return value !== null && !isUnknown(value)
}

function done(after: Kept | null): Applied {
  return { after, diagnostics: [] }
}
