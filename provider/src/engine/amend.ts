// What changes: an object edited, and given another value when it is due, against the revision that the plan saw.
import type { ObjectValue } from '../wire/values.ts'
import type { Client } from './client.ts'
import { Failure, mistake } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { isEqual } from './equal.ts'
import type { Json, Resource } from './model.ts'
import { fill, placeOf } from './place.ts'
import { kept, lookUp } from './read.ts'
import type { Kept } from './read.ts'
import { asFailure, Refused } from './refusal.ts'
import { doubt, isDue, rotate } from './rotate.ts'
import { bodyFrom } from './translate.ts'

export interface Applied {
  /** Null: it does not exist. */
  after: Kept | null
  diagnostics: Diagnostic[]
}

/** What was edited first, since that may be how long the value of now shall live on; then another value if it is due. */
export async function amend(
  client: Client,
  resource: Resource,
  { planned, given }: Pick<Update, 'planned' | 'given'>,
  before: Kept,
): Promise<Applied> {
  const { state: prior, revision } = before
  const edit = (wanted: ObjectValue) =>
    update(client, resource, { planned: wanted, prior, given, revision })
  if (!isDue(resource, prior)) return { after: await edit(planned), diagnostics: [] }
  const edited = resource.attributes.filter(
    ({ name, type, inUpdate }) => inUpdate && !isEqual(planned[name]!, prior[name]!, type),
  )
  const between = {
    ...prior,
    ...Object.fromEntries(edited.map(({ name }) => [name, planned[name]!])),
  }
  const current = edited.length > 0 ? await edit(between) : before
  try {
    return { after: await rotate(client, resource, current), diagnostics: [] }
  } catch (error) {
    const isStale = error instanceof Refused && error.problem.code === 'stale'
    const failure = isStale ? stale(resource, error) : asFailure(error, resource)
    if (!(failure instanceof Failure)) throw failure
    const doubts = error instanceof Refused ? [] : [doubt(resource, current.state)]
    return { after: current, diagnostics: [...failure.diagnostics, ...doubts] }
  }
}

interface Update {
  planned: ObjectValue
  prior: ObjectValue
  given: ObjectValue
  revision: number | undefined
}

export async function update(
  client: Client,
  resource: Resource,
  { planned, prior, given: secrets, revision }: Update,
): Promise<Kept> {
  const { place, given } = placeOf(resource, prior)!
  const body = bodyFrom(resource.attributes, { ...planned, ...secrets }, 'inUpdate', prior)
  try {
    const path = fill(place.item, given)
    const answer = await client({ method: 'PUT', path, body, revision })
    return kept(resource, answer, planned)
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.code !== 'stale') throw error
    // The first attempt's answer was lost; perhaps it was this very change that moved the revision.
    const found = error.repeated ? await lookUp(client, resource, prior) : null
    if (found && isDone(body, found)) return kept(resource, found, planned)
    throw stale(resource, error)
  }
}

function isDone(body: Record<string, Json>, found: Record<string, Json>): boolean {
  return Object.entries(body).every(
    ([name, value]) => !(name in found) || JSON.stringify(found[name]) === JSON.stringify(value),
  )
}

function stale(resource: Resource, { problem, call }: Refused): Failure {
  return new Failure(
    mistake(
      problem.title ?? 'The resource changed since it was read',
      `Somebody changed this ${resource.name} after this plan was made, so ${call} was refused and nothing ` +
        'was overwritten. Run `terraform plan` again to see what is there now.',
    ),
  )
}
