// Secrets that go to a place of their own instead of into the state: planned, handed on, looked after, taken away.
import { isUnknown, unknown } from '../wire/values.ts'
import type { ObjectValue, Value } from '../wire/values.ts'
import { applyChange } from './apply.ts'
import type { Applied } from './amend.ts'
import type { Change } from './apply.ts'
import type { Client } from './client.ts'
import { Failure, mistake } from './diagnostics.ts'
import type { Diagnostic } from './diagnostics.ts'
import { isEqual } from './equal.ts'
import { identityOf } from './identity.ts'
import type { Attribute, Resource } from './model.ts'
import type { Plan } from './plan.ts'
import type { Kept } from './read.ts'
import { isDue } from './rotate.ts'
import { deliverTo } from './sink.ts'
import type { Sink } from './sink.ts'

export type Sinks = Record<string, Sink>
interface Where {
  sink: Sink
  at: ObjectValue
}

/**
 * What is delivered is null in the state, so a move to another place needs another secret – unless the state still has
 * it: then it is moved out.
 */
export function planDelivery(resource: Resource, prior: ObjectValue | null, plan: Plan): Plan {
  const { delivers: secret } = resource
  const [from, to] = [prior, plan.planned].map((it) => it?.[deliverTo] ?? null) as [Value, Value]
  if (!secret || (to === null && from === null)) return plan
  const bare = { ...plan.planned, [secret]: isUnknown(to) ? unknown : null }
  const planned = to === null ? plan.planned : bare
  if (!prior || isSamePlace(resource, from, to)) return { ...plan, planned }
  const hasIt = typeof prior[secret] === 'string'
  if (to !== null && hasIt) return { ...plan, planned }
  return { planned, requiresReplace: [...plan.requiresReplace, [deliverTo]] }
}

/** Where something is reached by another way, or taken over, it is still the same place. */
function isSamePlace({ attributes }: Resource, a: Value, b: Value): boolean {
  if (a === null || b === null || isUnknown(a) || isUnknown(b)) return a === b
  const kinds = attributes.find(({ name }) => name === deliverTo)!.nested!.attributes
  return kinds.every(({ name, nested }) => {
    const [left, right] = [a, b].map((it) => (it as ObjectValue)[name] ?? null)
    if (!left || !right || isUnknown(left) || isUnknown(right)) return left === right
    return nested!.attributes
      .filter(({ parameter }) => parameter)
      .every((it) => isEqual(valueOf(left, it), valueOf(right, it), it.type))
  })
}

const valueOf = (value: Value, { name }: Attribute): Value => (value as ObjectValue)[name] ?? null

function placeIn(sinks: Sinks, value: Value | undefined): Where | undefined {
  if (value === null || value === undefined || isUnknown(value)) return undefined
  const [name, at] = Object.entries(value as ObjectValue).find(([, it]) => it !== null) ?? []
  const sink = sinks[name ?? '']
  return sink && { sink, at: at as ObjectValue }
}

export async function applyDelivered(
  client: Client,
  sinks: Sinks,
  resource: Resource,
  change: Change,
): Promise<Applied> {
  const { prior, planned } = change
  const [from, to] = [prior, planned].map((it) => placeIn(sinks, it?.[deliverTo]))
  if (!planned) return withdrawn(await applyChange(client, resource, change), from, prior!)
  if (!to) return applyChange(client, resource, change)
  if (!prior) {
    const refused = await complaints(() => to.sink.probe(to.at))
    if (refused.length > 0) return { after: null, diagnostics: refused }
  }
  const applied = isOnlyDelivery(resource, change)
    ? { after: keptAs(resource, change), diagnostics: [] }
    : await applyChange(client, resource, change)
  return handOn(resource, to, change, applied)
}

/** A secret of the answer, or one that the state still had, goes to its place and not into the state. */
async function handOn(
  resource: Resource,
  to: Where,
  { prior, planned }: Change,
  applied: Applied,
): Promise<Applied> {
  const { after, diagnostics } = applied
  const secret = resource.delivers!
  const failedBefore = diagnostics.length > 0
  if (!after || (prior && failedBefore)) return applied
  const old = prior?.[secret] ?? null
  const value = after.state[secret] ?? old
  const where = planned![deliverTo]!
  const bare = { ...after, state: { ...after.state, [secret]: null, [deliverTo]: where } }
  if (value === null || failedBefore) return { after: bare, diagnostics }
  const delivery = { id: after.state['id'] as string, secret: value as string }
  const failed = await complaints(() => to.sink.deliver(to.at, delivery))
  if (failed.length === 0) return { after: bare, diagnostics }
  // A new one is nowhere now: the next apply replaces what has it. One that the state has stays there.
  if (old === null)
    return { after: bare, diagnostics: [lost(resource.noun, secret, to), ...failed] }
  const state = { ...after.state, [secret]: old, [deliverTo]: prior![deliverTo] ?? null }
  return { after: { ...after, state }, diagnostics: failed }
}

/** What is tainted is replaced anyway; what was only changed has to look as if it had been taken away. */
function nowhere(kept: Kept): Kept {
  return { ...kept, state: { ...kept.state, [deliverTo]: null } }
}

/** Nothing that the broker would have to hear of. */
function isOnlyDelivery(resource: Resource, { prior, planned }: Change): boolean {
  return (
    prior !== null &&
    !isDue(resource, prior) &&
    resource.attributes
      .filter(({ inUpdate }) => inUpdate)
      .every(({ name, type }) => isEqual(prior[name] ?? null, planned![name] ?? null, type))
  )
}

function keptAs(resource: Resource, { prior, planned, revision, identity }: Change): Kept {
  const state = { ...prior, [deliverTo]: planned![deliverTo]! }
  const itself = identity ?? identityOf(resource, state)
  return { state, identity: itself, ...(revision !== undefined && { revision }) }
}

/** The secret is dead by now, so a copy that cannot be taken away is no reason to keep the object in the state. */
async function withdrawn(
  applied: Applied,
  from: Where | undefined,
  prior: ObjectValue,
): Promise<Applied> {
  if (!from || applied.after || applied.diagnostics.length > 0) return applied
  const failed = await complaints(() => from.sink.withdraw(from.at, prior['id'] as string))
  return { ...applied, diagnostics: failed.map(asWarning) }
}

/** What was delivered and is not there any more is drift: the plan then makes another. */
export async function lookAfter(
  sinks: Sinks,
  found: Kept,
): Promise<{ found: Kept; diagnostics: Diagnostic[] }> {
  const where = placeIn(sinks, found.state[deliverTo])
  if (!where) return { found, diagnostics: [] }
  let holds = true
  const failed = await complaints(async () => {
    holds = await where.sink.holds(where.at, found.state['id'] as string)
  })
  const now = holds ? found : nowhere(found)
  return { found: now, diagnostics: failed.map(asWarning) }
}

async function complaints(work: () => Promise<void>): Promise<Diagnostic[]> {
  try {
    await work()
    return []
  } catch (error) {
    if (error instanceof Failure) return error.diagnostics
    throw error
  }
}

const asWarning = (it: Diagnostic): Diagnostic => ({ ...it, severity: 'warning' })

function lost(noun: string, secret: string, { sink, at }: Where): Diagnostic {
  return mistake(
    `The ${noun} was made, but its ${secret} could not be delivered`,
    `Nobody has it: it is neither in ${sink.nameOf(at)} nor in the state. The next apply replaces this one and delivers the other.`,
    [deliverTo],
  )
}
