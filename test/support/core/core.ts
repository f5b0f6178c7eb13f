// Terraform's part of the protocol: it makes the calls that Terraform makes, in its order, and refuses what it refuses.
// Every rule of a resource's life is looked at here, so that a test only has to live one.
import type { Draft, Message, UnaryRpc } from '../../../provider/src/wire/messages.ts'
import { decode, encode } from '../../../provider/src/wire/protobuf.ts'
import { decodeValue, encodeValue } from '../../../provider/src/wire/values.ts'
import type { ObjectValue, Type } from '../../../provider/src/wire/values.ts'
import type { TestBroker } from '../broker.ts'
import { exchange, startPlugin } from '../plugin.ts'
import { invalidIn, proposedNew } from './plan-rules.ts'
import { fieldsOf, typeOfFields } from './schema.ts'
import type { Field } from './schema.ts'
import { broken, canonical, isWhollyKnown, same } from './values.ts'

export interface Kept {
  state: ObjectValue | null
  private: Uint8Array
}
export interface Plan {
  config: ObjectValue
  prior: Kept
  planned: ObjectValue | null
  private: Uint8Array
  /** Attributes of which a change makes another object. */
  replace: string[]
}
export interface Outcome extends Kept {
  /** What the provider would not do. */
  errors: string[]
}

export const nothing: Kept = { state: null, private: new Uint8Array() }

/** What a rule of Terraform's forbids. */
export class Violation extends Error {}
/** The broker said to a plan that it would refuse the apply. */
export class Refusal extends Error {}

export interface Core extends AsyncDisposable {
  fields(type: string): Field[]
  /** Of the schema, as it is told. */
  version(type: string): number
  /** The attributes that are refused. */
  validate(type: string, config: ObjectValue): Promise<string[]>
  plan(type: string, config: ObjectValue, prior?: Kept): Promise<Plan>
  apply(type: string, plan: Plan): Promise<Outcome>
  destroy(type: string, prior: Kept): Promise<Outcome>
  read(type: string, prior: Kept): Promise<Kept>
  upgrade(type: string, json: Record<string, unknown>, version: number): Promise<ObjectValue>
  import(type: string, id: string): Promise<Kept>
}

export async function startCore({ url, adminToken }: TestBroker): Promise<Core> {
  const plugin = await startPlugin({ REEVE_URL: url, REEVE_TOKEN: adminToken })
  const call = async <R extends UnaryRpc>(rpc: R, request: Draft<`${R}.Request`>) => {
    const path = `/tfplugin6.Provider/${rpc}`
    const answers: Buffer[] = []
    for await (const answer of exchange(plugin.session, path, encode(`${rpc}.Request`, request)))
      answers.push(answer)
    if (answers.length !== 1) throw new Violation(`${rpc} was answered ${answers.length} times`)
    refuseLegacy(rpc, answers[0]!)
    return decode(`${rpc}.Response`, answers[0]!)
  }
  const { resource_schemas, provider } = await call('GetProviderSchema', {})
  const known = new Map(
    Object.entries(resource_schemas).map(([name, schema]) => [name, fieldsOf(schema)]),
  )
  const own = fieldsOf(provider!)
  const config = Object.fromEntries(own.map(({ name }) => [name, null]))
  const configured = { config: { msgpack: encodeValue(config, typeOfFields(own)) } }
  expectNoErrors('ConfigureProvider', (await call('ConfigureProvider', configured)).diagnostics)
  const fields = (type: string): Field[] => known.get(type)!
  const typeOf = (type: string): Type => typeOfFields(fields(type))
  const dynamic = (type: string, value: ObjectValue | null) => ({
    msgpack: encodeValue(value, typeOf(type)),
  })
  const value = (type: string, from: Message<'DynamicValue'> | undefined): ObjectValue | null =>
    decodeValue(from?.msgpack ?? new Uint8Array(), typeOf(type)) as ObjectValue | null

  const planOnce = async (type: string, config: ObjectValue, prior: Kept) => {
    const { state, private: prior_private } = prior
    const answer = await call('PlanResourceChange', {
      type_name: type,
      prior_state: dynamic(type, state),
      proposed_new_state: dynamic(type, proposedNew(fields(type), state, config)),
      config: dynamic(type, config),
      prior_private,
    })
    const errors = errorsIn(answer.diagnostics)
    if (errors.length > 0) throw new Refusal(errors.join('; '))
    const replace = answer.requires_replace.map(({ steps }) => steps[0]!.attribute_name)
    const planned = value(type, answer.planned_state)
    return { config, prior, planned, private: answer.planned_private, replace }
  }

  const core: Core = {
    fields,
    version: (type) => resource_schemas[type]!.version,
    async validate(type_name, config) {
      const answer = await call('ValidateResourceConfig', {
        type_name,
        config: dynamic(type_name, config),
      })
      return errorsIn(answer.diagnostics)
    },
    async plan(type, config, prior = nothing) {
      const plan = await planOnce(type, config, prior)
      const { state } = prior
      refuse(invalidIn(fields(type), state, config, plan.planned!), 'An invalid plan')
      const again = await planOnce(type, config, prior)
      if (!same(again.planned, plan.planned, typeOf(type)))
        throw new Violation('The same plan twice is not the same')
      const strange = plan.replace.filter((name) => !fields(type).some((it) => it.name === name))
      refuse(strange, 'Replaced because of what is no attribute')
      return plan
    },
    async apply(type_name, { config, prior, planned, private: planned_private }) {
      const answer = await call('ApplyResourceChange', {
        type_name,
        prior_state: dynamic(type_name, prior.state),
        planned_state: dynamic(type_name, planned),
        config: dynamic(type_name, config),
        planned_private,
      })
      const [state, errors] = [value(type_name, answer.new_state), errorsIn(answer.diagnostics)]
      if (!isWhollyKnown(state)) throw new Violation('Unknown after apply')
      const promised = broken(planned, state, typeOf(type_name))
      if (errors.length === 0) refuse(promised, 'The apply broke the plan')
      return { state, private: answer.private, errors }
    },
    async destroy(type, prior) {
      const plan = { config: {}, prior, planned: null, private: prior.private, replace: [] }
      return core.apply(type, plan)
    },
    async read(type_name, { state, private: kept }) {
      const answer = await call('ReadResource', {
        type_name,
        current_state: dynamic(type_name, state),
        private: kept,
      })
      expectNoErrors('ReadResource', answer.diagnostics)
      const found = value(type_name, answer.new_state)
      if (!isWhollyKnown(found)) throw new Violation('Unknown after a read')
      return { state: found, private: answer.private }
    },
    async upgrade(type_name, json, version) {
      const raw_state = { json: Buffer.from(JSON.stringify(json)) }
      const answer = await call('UpgradeResourceState', { type_name, version, raw_state })
      expectNoErrors('UpgradeResourceState', answer.diagnostics)
      const upgraded = Buffer.from(answer.upgraded_state!.json).toString('utf8')
      return fromState(fields(type_name), JSON.parse(upgraded) as Record<string, unknown>)
    },
    async import(type_name, id) {
      const answer = await call('ImportResourceState', { type_name, id })
      expectNoErrors('ImportResourceState', answer.diagnostics)
      const [found, ...others] = answer.imported_resources
      if (!found || others.length > 0 || found.type_name !== type_name)
        throw new Violation('An import is of one object of its type')
      return { state: value(type_name, found.state), private: found.private }
    },
    [Symbol.asyncDispose]: () => plugin[Symbol.asyncDispose](),
  }
  return core
}

/** The state as Terraform keeps it, decoded by the schema: what the schema does not name is refused. */
function fromState(fields: Field[], json: Record<string, unknown>): ObjectValue {
  const strange = Object.keys(json).filter((name) => !fields.some((it) => it.name === name))
  refuse(strange, 'An upgraded state has what the schema does not name')
  return Object.fromEntries(fields.map(({ name }) => [name, (json[name] ?? null) as never]))
}

export const unchanged = (core: Core, type: string, { planned, prior }: Plan): boolean =>
  same(planned, prior.state, typeOfFields(core.fields(type)))

/** Throws unless both are the same object. */
export function expectSame(core: Core, type: string, a: Kept, b: Kept, why: string): void {
  const of = typeOfFields(core.fields(type))
  if (!same(a.state, b.state, of))
    throw new Violation(`${why}: ${canonical(a.state, of)} became ${canonical(b.state, of)}`)
}

function errorsIn(diagnostics: Message<'Diagnostic'>[]): string[] {
  return diagnostics
    .filter(({ severity }) => severity === 1)
    .map(({ summary, detail }) => `${summary}: ${detail}`)
}

function expectNoErrors(rpc: UnaryRpc, diagnostics: Message<'Diagnostic'>[]): void {
  refuse(errorsIn(diagnostics), `${rpc} failed`)
}

function refuse(what: string[], why: string): void {
  if (what.length > 0) throw new Violation(`${why}: ${what.join('; ')}`)
}

/** The fields by which old providers ask to be let off the rules. */
const legacy: Partial<Record<UnaryRpc, number>> = { PlanResourceChange: 5, ApplyResourceChange: 4 }

function refuseLegacy(rpc: UnaryRpc, answer: Uint8Array): void {
  const field = legacy[rpc]
  // a field of a number is written after its tag: number × 8 + 0, and then the bool
  if (field !== undefined && topLevelTags(answer).includes(field * 8))
    throw new Violation(`${rpc} sets legacy_type_system`)
}

function topLevelTags(bytes: Uint8Array): number[] {
  const tags: number[] = []
  let at = 0
  const varint = (): number => {
    for (let value = 0, factor = 1; ; factor *= 0x80) {
      const byte = bytes[at++]!
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    tags.push(tag)
    const size = varint()
    if (tag % 8 === 2) at += size
  }
  return tags
}
