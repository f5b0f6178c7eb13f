// The contract as tests walk it: its operations, its schemas, and samples made from its own examples.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { document, operationsOf, type Operation, type Schema } from '@reeve/openapi'

export const operations = operationsOf(document)
export const schemas = document.components.schemas

/** For test.each: each operation under its own name. */
export const named = (list: Operation[]) =>
  list.map((operation) => [operation.operationId, operation] as const)

/** What a $ref stands for. */
export function resolve(schema: Schema): Schema {
  return schema.$ref ? schemas[schema.$ref.split('/').at(-1)!]! : schema
}

/** The schema of an operation's answer, if it is JSON. */
export const answerOf = ({ success }: Operation): Schema | undefined =>
  success.content?.['application/json']?.schema

export type Sample = Record<string, unknown>

let samples = 0

/** A schema's own example under a name that nothing else has. */
export function sampleOf(schema: Schema): Sample {
  const sample = structuredClone(resolve(schema).examples![0]) as Sample
  for (const key of ['slug', 'name'])
    if (key in sample) sample[key] = `${String(sample[key])}-${++samples}`
  return sample
}

const ajv = new Ajv2020({ allErrors: true, strict: false })
addFormats.default(ajv, ['uuid', 'date-time', 'uri-reference'])
ajv.addSchema({ $id: 'openapi', components: document.components })
const validators = new Map<Schema, ValidateFunction>()

/** What is wrong with a value by a schema of the contract: nothing, one hopes. */
export function mistakesIn(value: unknown, schema: Schema): string[] {
  const validate = validators.get(schema) ?? ajv.compile(elsewhere(schema))
  validators.set(schema, validate)
  if (validate(value)) return []
  return validate.errors!.map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

/** "#/components/…" as seen from outside the document. */
const elsewhere = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as Schema
