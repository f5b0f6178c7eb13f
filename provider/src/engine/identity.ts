// What tells one object from all others for ever: the parameters of its address, and its own id.
import type { Draft, Message } from '../wire/messages.ts'
import type { ObjectValue } from '../wire/values.ts'
import { refuse } from './diagnostics.ts'
import { parametersOf } from './model.ts'
import type { Attribute, Json, Resource } from './model.ts'
import { dynamic, objectFrom } from './session.ts'

/** No identity ever had another form. A change of the names that are found here raises it. */
const version = 0

/** An address that is not in every place, such as a tenant, is null for what the platform owns. */
export function identityAttributes({ places, key, attributes }: Resource): Attribute[] {
  const names = places.map(({ item }) => parametersOf(item))
  return [...new Set(names.flat())].map((name) => {
    const everywhere = names.every((own) => own.includes(name))
    const { description = name } = attributes.find((it) => it.name === name) ?? {}
    const also = name === 'id' && key ? ` To import, its ${key} does as well.` : ''
    return {
      name,
      description: description + also,
      type: 'string',
      ...(everywhere ? { required: true } : { optional: true }),
    }
  })
}

/** As the broker names it: a tenant by its slug, however the configuration spells it. */
export function identityOf(
  resource: Resource,
  state: ObjectValue,
  answer: Record<string, Json> = {},
): ObjectValue {
  const names = identityAttributes(resource).map(({ name }) => name)
  return Object.fromEntries(
    names.map((name) => [name, (answer[name] as string | null | undefined) ?? state[name] ?? null]),
  )
}

/** What has no parameter in its address is the only one of its kind and needs no identity. */
export function identitySchema(resource: Resource): Draft<'IdentitySchema'> | undefined {
  const attributes = identityAttributes(resource)
  if (attributes.length === 0) return undefined
  const identity_attributes = attributes.map(({ name, type, description, required }) => ({
    name,
    type: Buffer.from(JSON.stringify(type)),
    description,
    ...(required ? { required_for_import: true } : { optional_for_import: true }),
  }))
  return { version, identity_attributes }
}

export function toIdentity(
  resource: Resource,
  identity: ObjectValue | undefined,
): Draft<'Identity'> | undefined {
  const attributes = identityAttributes(resource)
  if (!identity || attributes.length === 0) return undefined
  return { identity_data: dynamic(identity, attributes) }
}

export function identityFrom(
  resource: Resource,
  identity: Message<'Identity'> | undefined,
): ObjectValue | null {
  return objectFrom(identity?.identity_data, identityAttributes(resource))
}

/** The identity that a state holds, in the form of today. */
export function upgradeIdentity(
  resource: Resource,
  { version: was, raw_identity }: Message<'UpgradeResourceIdentity.Request'>,
): Draft<'Identity'> | undefined {
  if (was > version)
    refuse(
      'The state was written by a newer provider',
      `It holds an identity of ${resource.name} of version ${was}; this one knows up to ${version}. ` +
        'Use that provider, or a later one.',
    )
  const text = Buffer.from(raw_identity?.json ?? new Uint8Array()).toString('utf8')
  return toIdentity(resource, identityOf(resource, (JSON.parse(text) ?? {}) as ObjectValue))
}
