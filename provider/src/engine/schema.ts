// Attributes as the schema that Terraform is told.
import type { Draft } from '../wire/messages.ts'
import type { Attribute } from './model.ts'

const nestings = { single: 1, list: 2, set: 3, map: 4 } as const

export function toSchema(
  attributes: Attribute[],
  description?: string,
  version = 0,
): Draft<'Schema'> {
  return {
    version,
    block: { attributes: attributes.map(toAttribute), ...(description && { description }) },
  }
}

function toAttribute(attribute: Attribute): Draft<'Attribute'> {
  const { name, type, nested, description, required, optional, computed, sensitive, instead } =
    attribute
  return {
    name,
    description,
    ...(nested
      ? {
          nested_type: {
            attributes: nested.attributes.map(toAttribute),
            nesting: nestings[nested.mode],
          },
        }
      : { type: Buffer.from(JSON.stringify(type)) }),
    ...(required && { required }),
    ...(optional && { optional }),
    ...(computed && { computed }),
    ...(sensitive && { sensitive }),
    ...(instead && { write_only: true }),
  }
}
