// schema.json: what `terraform providers schema -json` says of this provider, made without Terraform. An older
// Terraform knows less and leaves parts of it out.
import { fullAddress } from '../address.ts'
import type { ActionRow } from './actions.ts'
import { providerAttributes } from './configure.ts'
import { deriveModel, type Row } from './derive.ts'
import { functionsAsJson, type ProviderFunctions } from './functions.ts'
import { identityAttributes } from './identity.ts'
import { listAttributes, listings } from './query.ts'
import type { Attribute, Json, Resource } from './model.ts'
import type { Document } from './property.ts'
import { versionOf } from './upgrade.ts'

/** What is offered beside resources and data sources. */
export interface Beside {
  actions?: ActionRow[]
  functions?: ProviderFunctions
}

/** The contract as Terraform sees it, under the provider's full address. */
export function schemaOf(
  document: Document,
  rows: Row[],
  { actions = [], functions = {} }: Beside = {},
  address = fullAddress,
): Json {
  const model = deriveModel(document, rows, actions)
  return {
    format_version: '1.0',
    provider_schemas: {
      [address]: {
        provider: toSchema(providerAttributes),
        resource_schemas: each(model.resources, (it) =>
          toSchema(it.attributes, it.description, versionOf(it)),
        ),
        data_source_schemas: each(model.dataSources, (it) =>
          toSchema(it.attributes, it.description),
        ),
        ephemeral_resource_schemas: each(model.ephemerals, (it) =>
          toSchema(it.attributes, it.description),
        ),
        functions: functionsAsJson(functions),
        resource_identity_schemas: each(identified(model.resources), toIdentitySchema),
        list_resource_schemas: each(listings(model), (it) =>
          toSchema(listAttributes(it), it.description),
        ),
        action_schemas: each(model.actions, (it) => toBlock(it.attributes, it.description)),
      },
    },
  }
}

function identified(resources: Record<string, Resource>): Record<string, Resource> {
  const some = Object.entries(resources).filter(([, it]) => identityAttributes(it).length > 0)
  return Object.fromEntries(some)
}

function toIdentitySchema(resource: Resource): Json {
  const attributes = identityAttributes(resource).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const members = attributes.map(({ name, type, description, required }) => [
    name,
    {
      type: type as unknown as Json,
      description,
      ...(required ? { required_for_import: true } : { optional_for_import: true }),
    },
  ])
  return { version: 0, attributes: Object.fromEntries(members) as Json }
}

function each<T>(things: Record<string, T>, make: (thing: T) => Json): Json {
  const entries = Object.entries(things).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, it]) => [name, make(it)]))
}

function toSchema(attributes: Attribute[], description?: string, version = 0): Json {
  return { version, ...toBlock(attributes, description) }
}

function toBlock(attributes: Attribute[], description?: string): { block: Json } {
  const block = { attributes: members(attributes), ...(description && { description }) }
  return { block: { ...block, description_kind: 'plain' } }
}
function members(attributes: Attribute[]): Json {
  const sorted = attributes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return Object.fromEntries(sorted.map((attribute) => [attribute.name, member(attribute)]))
}

function member({ type, nested, description, ...attribute }: Attribute): Json {
  const flags = ['required', 'optional', 'computed', 'sensitive'] as const
  const set = flags.filter((flag) => attribute[flag]).map((flag) => [flag, true])
  return {
    ...(nested
      ? { nested_type: { attributes: members(nested.attributes), nesting_mode: nested.mode } }
      : { type: type as unknown as Json }),
    description,
    description_kind: 'plain',
    ...Object.fromEntries(set),
    ...(attribute.instead && { write_only: true }),
  }
}
