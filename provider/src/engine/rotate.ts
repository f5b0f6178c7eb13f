// Another value for what is about to expire: when it is due, what a plan says of it, and the call that makes it.
import { randomUUID } from 'node:crypto'
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue } from '../wire/values.ts'
import type { Client } from './client.ts'
import type { Diagnostic } from './diagnostics.ts'
import type { Resource } from './model.ts'
import { fill, placeOf } from './place.ts'
import { kept } from './read.ts'
import type { Kept } from './read.ts'

/** The broker decides, by its own clock, and says so in its answer to a read. */
export function isDue({ rotation }: Resource, prior: ObjectValue | null): boolean {
  return rotation !== undefined && prior?.[rotation.due] === true
}

/** What a person should know before they say yes: until when the value that is in use holds. */
export function forewarning(
  { name, rotation }: Resource,
  planned: ObjectValue,
  prior: ObjectValue,
  now: Date,
): Diagnostic {
  const { overlap, end } = rotation!
  const seconds = Number((isUnknown(planned[overlap]) ? prior : planned)[overlap])
  const expires = new Date(prior[end] as string)
  const until = new Date(Math.min(now.getTime() + seconds * 1000, expires.getTime()))
  const left =
    seconds === 0
      ? `ends with the apply, since ${overlap} is 0`
      : `stays valid until ${until.toISOString()} if you apply now (${overlap} = ${seconds})`
  return {
    severity: 'warning',
    summary: `This ${name} will be rotated`,
    detail:
      `It expires at ${expires.toISOString()} and is due for another value. The apply makes one, and the value of now ` +
      `${left}: by then whoever uses it needs the new one.`,
  }
}

/** The broker did not answer: the plan after this one can tell whether it rotated, and not what the new value is. */
export function doubt({ name, rotation }: Resource, state: ObjectValue): Diagnostic {
  const seconds = Number(state[rotation!.overlap])
  return {
    severity: 'warning',
    summary: `This ${name} may have been rotated`,
    detail:
      'No answer came, so the state still has the value from before. If the next plan wants to rotate again, nothing ' +
      `happened. If it does not, the new value is lost, and the one in the state ends ${seconds} seconds after the ` +
      'rotation: have another one made with `terraform apply -replace=ADDRESS`.',
  }
}

/** Both values are good from here on; the old one for as long as the object says. */
export async function rotate(client: Client, resource: Resource, current: Kept): Promise<Kept> {
  const { state, revision } = current
  const { place, given } = placeOf(resource, state)!
  const answer = await client({
    method: 'POST',
    path: `${fill(place.item, given)}/rotate`,
    body: {},
    revision,
    idempotencyKey: randomUUID(),
  })
  return kept(resource, answer, state)
}
