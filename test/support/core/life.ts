// One life of one resource, as Terraform leads it: planned while some of it is unknown, made, left alone, changed,
// imported, changed behind Terraform's back, and gone.
import { isDeepStrictEqual } from 'node:util'
import type { Attribute, Resource } from '../../../provider/src/engine/model.ts'
import { parametersOf } from '../../../provider/src/engine/model.ts'
import { fill, placeOf } from '../../../provider/src/engine/place.ts'
import type { ObjectValue } from '../../../provider/src/wire/values.ts'
import type { TestBroker } from '../broker.ts'
import { expectSame, nothing, Refusal, unchanged, Violation } from './core.ts'
import type { Core, Kept, Plan } from './core.ts'
import { typeOfFields } from './schema.ts'
import { broken, same } from './values.ts'

export interface World {
  broker: TestBroker
  core: Core
}
/** A configuration, and what of it is known when it is first planned. */
export interface Wish {
  config: ObjectValue
  veiled: ObjectValue
}

/** Says at which step the broker refused, or undefined: it was a whole life. */
export async function live(
  world: World,
  resource: Resource,
  first: Wish,
  second: Wish,
  gone: 'destroyed' | 'disappears',
): Promise<string | undefined> {
  const created = await become(world, resource, first, nothing)
  if (created.refused) return `create: ${created.refused}`
  const made = created.kept
  await rest(world, resource, first.config, made)
  const updated = await become(world, resource, second, made)
  const changed = updated.kept
  if (updated.refused) {
    if (changed.state) await end(world, resource, changed, gone)
    return `update: ${updated.refused}`
  }
  await rest(world, resource, second.config, changed)
  await imported(world, resource, second.config, changed)
  if (pathOf(resource, made) === pathOf(resource, changed))
    await drift(world, resource, made, changed)
  else await expectGone(world, resource, made)
  await end(world, resource, changed, gone)
  return undefined
}

interface Became {
  kept: Kept
  /** Why the broker would not. */
  refused?: string
}

/** From what is there to what is wished, unless it is refused; then nothing may have changed. */
async function become(
  { core }: World,
  resource: Resource,
  { config, veiled }: Wish,
  prior: Kept,
): Promise<Became> {
  const { name: type } = resource
  const [early, late] = [await core.validate(type, veiled), await core.validate(type, config)]
  if (late.length > 0) return { kept: prior, refused: late.join('; ') }
  if (early.length > 0) throw new Violation(`Refused only while it is unknown: ${early.join('; ')}`)
  const decided = await decideTwice(core, type, { config, veiled }, prior)
  if (decided instanceof Refusal) return { kept: prior, refused: decided.message }
  const { promise, final } = decided
  if (final.replaces && !promise.replaces) throw new Violation('Replaces what it said to update')
  const broke = broken(promise.plan.planned, final.plan.planned, typeOfFields(core.fields(type)))
  if (broke.length > 0) throw new Violation(`The final plan breaks the first: ${broke.join('; ')}`)
  if (promise.replaces) {
    const { errors } = await core.destroy(type, prior)
    if (errors.length > 0) return { kept: prior, refused: errors.join('; ') }
  }
  const { errors, ...after } = await core.apply(type, final.plan)
  if (errors.length === 0) return { kept: after }
  const left = promise.replaces ? nothing : prior
  expectSame(core, type, left, after, 'A refused apply changed the state')
  return { kept: left, refused: errors.join('; ') }
}

/** While some of it is unknown, and once it is known; the broker may say to either that it would refuse. */
async function decideTwice(core: Core, type: string, { config, veiled }: Wish, prior: Kept) {
  try {
    const promise = await decide(core, type, veiled, prior)
    const final = await decide(core, type, config, promise.replaces ? nothing : prior)
    return { promise, final }
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** What Terraform does with a plan: where it must replace, it plans once more, from nothing. */
async function decide(core: Core, type: string, config: ObjectValue, prior: Kept) {
  const plan = await core.plan(type, config, prior)
  const replaces =
    prior.state !== null && plan.replace.some((name) => differs(core, type, plan, name))
  return { replaces, plan: replaces ? await core.plan(type, config, nothing) : plan }
}

function differs(core: Core, type: string, { planned, prior }: Plan, name: string): boolean {
  const field = core.fields(type).find((it) => it.name === name)!
  return !same(planned![name]!, prior.state![name]!, field.type)
}

/** Nothing happens, and nothing is seen to happen. */
async function rest(
  { core }: World,
  resource: Resource,
  config: ObjectValue,
  kept: Kept,
): Promise<void> {
  const { name: type } = resource
  const read = await core.read(type, kept)
  expectSame(core, type, kept, read, 'A read without drift')
  if (!isDeepStrictEqual(Buffer.from(read.private), Buffer.from(kept.private)))
    throw new Violation('A read without drift moved the revision')
  const state = await core.upgrade(type, kept.state!, core.version(type))
  expectSame(core, type, kept, { ...kept, state }, 'An upgrade from the same version')
  await expectNoChanges(core, type, config, read)
}

/** By every id that names it, as if Terraform had never seen it. */
async function imported({ core }: World, resource: Resource, config: ObjectValue, kept: Kept) {
  const { name: type } = resource
  for (const id of importIds(resource, kept.state!)) {
    const found = await core.import(type, id)
    expectSame(core, type, shown(resource, kept), shown(resource, found), `An import of ${id}`)
    const seen = await core.read(type, found)
    expectSame(core, type, found, seen, `A read after the import of ${id}`)
    if (resource.attributes.some((it) => isUnreadable(it) && config[it.name] !== null)) {
      const { errors, ...after } = await core.apply(type, await core.plan(type, config, seen))
      if (errors.length > 0) throw new Violation(`Refused after an import: ${errors.join('; ')}`)
      await expectNoChanges(core, type, config, after)
    } else await expectNoChanges(core, type, config, seen)
  }
}

/** Terraform gives it, and nobody can read it back. */
const isUnreadable = ({ inCreate, inUpdate, inAnswer }: Attribute): boolean =>
  Boolean(inCreate ?? inUpdate) && !inAnswer

/** What everybody sees of an object; JSON may be spelled in another way. */
function shown({ attributes }: Resource, { state, ...rest }: Kept): Kept {
  const visible = attributes.filter(
    ({ inAnswer, json, sensitive }) => inAnswer && !json && !sensitive,
  )
  return {
    ...rest,
    state: state && Object.fromEntries(visible.map(({ name }) => [name, state[name]!])),
  }
}

/** Every form of import id that names it: `acme/on-prem`, `acme/<id>`. */
function importIds({ places, key }: Resource, state: ObjectValue): string[] {
  const place = placeOf({ places } as Resource, state)!.place
  const names = parametersOf(place.item)
  const own = names.includes('id') && key ? ['id', key] : ['']
  return own.map((last) =>
    names.map((name) => state[name === 'id' && last ? last : name] as string).join('/'),
  )
}

/** A change that Terraform did not make is seen, and put back if it is not wanted. */
async function drift({ core }: World, resource: Resource, old: Kept, now: Kept): Promise<void> {
  const seen = await core.read(resource.name, old)
  expectSame(core, resource.name, shown(resource, now), shown(resource, seen), 'A read after drift')
}

async function expectGone({ core }: World, { name }: Resource, kept: Kept): Promise<void> {
  const { state } = await core.read(name, kept)
  if (state !== null) throw new Violation('What is gone is still read')
}

function pathOf(resource: Resource, { state }: Kept): string {
  const { place, given } = placeOf(resource, state!)!
  return fill(place.item, { ...given, id: state!['id'] as string })
}

async function end(
  world: World,
  resource: Resource,
  kept: Kept,
  how: 'destroyed' | 'disappears',
): Promise<void> {
  const { core, broker } = world
  if (how === 'disappears') {
    const path = pathOf(resource, kept)
    const { status } = await broker.request('DELETE', path)
    if (status >= 300) throw new Violation(`DELETE ${path} was answered with ${status}`)
    await expectGone(world, resource, kept)
  }
  // twice: what is gone already is not an error
  for (let time = 0; time < 2; time++) {
    const { state, errors } = await core.destroy(resource.name, kept)
    if (state !== null || errors.length > 0)
      throw new Violation(`Not destroyed: ${errors.join('; ')}`)
    await expectGone(world, resource, kept)
  }
}

async function expectNoChanges(core: Core, type: string, config: ObjectValue, kept: Kept) {
  const plan = await core.plan(type, config, kept)
  if (plan.replace.length > 0)
    throw new Violation(`Replaces without a change: ${plan.replace.join()}`)
  if (!unchanged(core, type, plan)) {
    const fields = core.fields(type).filter(({ name }) => differs(core, type, plan, name))
    throw new Violation(`Not the same without a change: ${fields.map(({ name }) => name).join()}`)
  }
}
