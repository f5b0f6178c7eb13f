// The schema as the provider tells it over the wire, in the form in which Terraform looks at it.
import type { Message } from '../../../provider/src/wire/messages.ts'
import type { ObjectType, Type } from '../../../provider/src/wire/values.ts'

export interface Field {
  name: string
  type: Type
  nested?: { mode: 'single' | 'list' | 'set' | 'map'; fields: Field[] }
  required: boolean
  optional: boolean
  computed: boolean
  sensitive: boolean
  writeOnly: boolean
}

const modes = ['', 'single', 'list', 'set', 'map'] as const

export function fieldsOf(schema: Message<'Schema'>): Field[] {
  return schema.block!.attributes.map(fieldOf)
}

function fieldOf(attribute: Message<'Attribute'>): Field {
  const { name, required, optional, computed, sensitive, nested_type } = attribute
  const writeOnly = 'write_only' in attribute && attribute.write_only === true
  const flags = { name, required, optional, computed, sensitive, writeOnly }
  if (!nested_type) {
    return { ...flags, type: JSON.parse(Buffer.from(attribute.type).toString('utf8')) as Type }
  }
  const fields = nested_type.attributes.map(fieldOf)
  const mode = modes[nested_type.nesting] as 'single' | 'list' | 'set' | 'map'
  const element = typeOfFields(fields)
  return { ...flags, nested: { mode, fields }, type: mode === 'single' ? element : [mode, element] }
}

export function typeOfFields(fields: Field[]): ObjectType {
  return ['object', Object.fromEntries(fields.map(({ name, type }) => [name, type]))]
}
