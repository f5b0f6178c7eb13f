// The JSON Schema of a job type: whether it may be one, and whether a payload fits it.
import { Ajv, type AnySchemaObject, type ErrorObject, type Options } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { below, mistakesOf, sentenceOf } from '../mistakes.ts'
import { type Mistake, mistake, Problem, problem } from '../problem.ts'
import { within } from './guard.ts'

const bounds = {
  schema_bytes: 65_536,
  schema_depth: 32,
  pattern_chars: 500,
  compile_ms: 2_000,
  /** For all of one payload: patterns that backtrack and comparisons that grow with the square end here. */
  check_ms: 200,
  detail_chars: 1_000,
} as const

/** One mistake at most: a hostile payload must not make a hundred thousand. */
const options: Options = {
  allErrors: false,
  verbose: true,
  useDefaults: true,
  strict: true, // a misspelt keyword would check nothing
  strictTypes: false,
  strictRequired: false,
  strictTuples: false,
  logger: false,
}

const draft07 = /^https?:\/\/json-schema\.org\/draft-07\/schema#?$/

export type Check = (payload: unknown) => Mistake[]

/** Refuses, with the place, a schema that the broker will not check payloads with. */
export function schemaCompiles(schema: AnySchemaObject): void {
  const size = Buffer.byteLength(JSON.stringify(schema))
  if (size > bounds.schema_bytes)
    throw refused('', `has ${size} bytes as JSON; at most ${bounds.schema_bytes} are allowed`)
  walk(schema, '', 1)
  if (within(bounds.compile_ms, () => compile(schema, false)) === undefined)
    throw refused('', 'takes too long to compile')
}

/** What tells whether a payload fits; it fills in defaults. `trusted` schemas run without the watchdog. */
export function checkOf(schema: AnySchemaObject, trusted: boolean): Check {
  const validate = compile(schema, trusted)
  const find = (payload: unknown) => (validate(payload) ? [] : briefly(validate.errors))
  if (trusted) return find
  return (payload) => {
    try {
      // Twice, because the watchdog's clock goes on while a busy machine lets this process wait.
      const once = () => within(bounds.check_ms, () => find(payload))
      return (once() ?? once() ?? { value: [tooLong] }).value
    } catch (error) {
      if (error instanceof RangeError) return [tooDeep] // the stack
      throw error
    }
  }
}

const tooLong: Mistake = {
  in: 'body',
  pointer: '/payload',
  detail: `took longer than ${bounds.check_ms} ms to check against its type's schema`,
}
const tooDeep: Mistake = { in: 'body', pointer: '/payload', detail: 'is nested too deeply' }

const briefly = (errors: ErrorObject[] | null | undefined): Mistake[] =>
  mistakesOf(errors ?? [], 'body', '/payload').map((one) => ({
    ...one,
    detail: one.detail.slice(0, bounds.detail_chars),
  }))

/** Each schema has a validator of its own, so that no `$id` meets another's, and nothing is ever fetched. */
function compile(schema: AnySchemaObject, trusted: boolean) {
  const ajv = draft07.test(String(schema['$schema'] ?? ''))
    ? new Ajv(options)
    : new Ajv2020(options)
  addFormats.default(ajv)
  try {
    if (!trusted && ajv.validateSchema(schema) !== true) throw misfit(ajv.errors)
    return ajv.compile(schema)
  } catch (error) {
    if (error instanceof Problem) throw error
    const message = (error as Error).message.slice(0, bounds.detail_chars)
    throw refused(placeOf(schema, message), `cannot be compiled: ${message}`)
  }
}

/** By the schema of schemas. */
function misfit(found: ErrorObject[] | null | undefined): Problem {
  const errors = mistakesOf(found ?? [], 'body', '/payload_schema').slice(0, 5)
  return problem('invalid-request', sentenceOf(errors), { errors })
}

const refused = (pointer: string, detail: string) => mistake(`/payload_schema${pointer}`, detail)

/** What Ajv would take but we do not. */
function walk(value: unknown, pointer: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > bounds.schema_depth)
    throw refused('', `is nested deeper than ${bounds.schema_depth} levels`)
  for (const [key, inner] of Object.entries(value)) {
    const at = below(pointer, key)
    if (key === '$async') throw refused(at, 'is not allowed')
    if (key === 'pattern' && typeof inner === 'string') shortEnough(inner, at)
    if (key === 'patternProperties')
      for (const pattern of Object.keys(Object(inner) as object))
        shortEnough(pattern, below(at, pattern))
    walk(inner, at, depth + 1)
  }
}

function shortEnough(pattern: string, at: string): void {
  if (pattern.length > bounds.pattern_chars)
    throw refused(at, `has more than ${bounds.pattern_chars} characters`)
}

/** Where the first thing stands that a message of Ajv's names: a keyword, a reference, a pattern or a format. */
function placeOf(value: unknown, message: string, pointer = ''): string {
  if (typeof value !== 'object' || value === null) return ''
  for (const [key, inner] of Object.entries(value)) {
    const at = below(pointer, key)
    const named = message.includes(`"${key}"`) && /keyword/.test(message)
    const quoted = typeof inner === 'string' && inner !== '' && message.includes(inner)
    if (named || (quoted && /^(\$ref|pattern|format|\$schema|\$dynamicRef)$/.test(key))) return at
    const deeper = placeOf(inner, message, at)
    if (deeper) return deeper
  }
  return ''
}
