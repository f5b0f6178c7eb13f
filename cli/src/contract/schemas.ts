// Looks into the contract's schemas.
import { document, type Operation, operationsOf, type Schema } from '@reeve/openapi'

/** The schema itself where `$ref` only points to it. */
export function resolve(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema
  return resolve(document.components.schemas[schema.$ref.split('/').at(-1)!]!)
}

export function typesOf({ type }: Schema): string[] {
  return type === undefined ? [] : [type].flat()
}

/** Schema of the JSON that an operation answers, if it does. */
export function answerOf({ success }: Operation): Schema | undefined {
  const schema = success.content?.['application/json']?.schema
  return schema && resolve(schema)
}

/** Schema of a list's items; undefined when the operation is no list. */
export function itemOf(operation: Operation): Schema | undefined {
  const { items, next_cursor: cursor } = answerOf(operation)?.properties ?? {}
  return items?.items && cursor && resolve(items.items)
}

/** Whether a noun's things are named by their id alone. */
export function isById(noun: string): boolean {
  const name = noun.replaceAll('-', '_')
  return operationsOf(document).some(({ parameters }) =>
    parameters.some((it) => it.in === 'path' && it.name === name && it.schema.format === 'uuid'),
  )
}

/** What a schema says of itself, its first sentence or all of it, on one line. */
export function describe({ description = '' }: { description?: string }, first = false): string {
  const text = description.replaceAll(/\s+/g, ' ').trim()
  return first ? text.replace(/(?<=\.) .*$/, '') : text
}
