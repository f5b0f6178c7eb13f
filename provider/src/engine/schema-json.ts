// schema.json: what `terraform providers schema -json` says of this provider, made without Terraform.
import { fullAddress } from '../address.ts'
import { providerAttributes } from './configure.ts'
import { deriveModel, type Row } from './derive.ts'
import type { Attribute, Json, Thing } from './model.ts'
import type { Document } from './property.ts'

/** The contract as Terraform sees it, under the provider's full address. */
export function schemaOf(document: Document, rows: Row[], address = fullAddress): Json {
  const model = deriveModel(document, rows)
  return {
    format_version: '1.0',
    provider_schemas: {
      [address]: {
        provider: toSchema(providerAttributes),
        resource_schemas: each(model.resources),
        data_source_schemas: each(model.dataSources),
        ephemeral_resource_schemas: each(model.ephemerals),
      },
    },
  }
}

function each(things: Record<string, Thing>): Json {
  const entries = Object.values(things).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return Object.fromEntries(
    entries.map(({ name, attributes, description }) => [name, toSchema(attributes, description)]),
  )
}

function toSchema(attributes: Attribute[], description?: string): Json {
  const block = { attributes: members(attributes), ...(description && { description }) }
  return { version: 0, block: { ...block, description_kind: 'plain' } }
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
  }
}
