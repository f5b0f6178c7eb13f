// How requests are checked: bodies as they are, never coerced or stripped; paths and queries are text and coerced.
import { Ajv, type Options, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance, FastifySchemaCompiler } from 'fastify'
import { document } from '@reeve/openapi'

const strict: Options = {
  allErrors: true,
  removeAdditional: false,
  coerceTypes: false,
  useDefaults: true,
  strict: false, // the contract holds keywords of OpenAPI (examples, x-…) that are not for the validator
}

/**
 * PUT fills in no defaults: it replaces all that can change, and what a client forgot must not fall back
 * silently. So it has a validator of its own.
 */
export function installValidators(app: FastifyInstance): void {
  const compiler: FastifySchemaCompiler<object> = ({ schema, method, httpPart }) => {
    if (httpPart !== 'body') return checkedBy('texts', schema)
    return checkedBy(method === 'PUT' ? 'replacements' : 'bodies', schema)
  }
  app.setValidatorCompiler(compiler)
}

const kinds = {
  bodies: strict,
  replacements: { ...strict, useDefaults: false },
  texts: { ...strict, coerceTypes: 'array' },
} satisfies Record<string, Options>
type Kind = keyof typeof kinds

type Check = Extract<ReturnType<FastifySchemaCompiler<object>>, (...given: never[]) => unknown>

/** A broker that starts has hundreds of them, and a process may start several: each is made when it is needed. */
function checkedBy(kind: Kind, schema: object): Check {
  let validate: ValidateFunction | undefined
  const check: Check = (data) => {
    validate ??= validatorOf(kind, schema)
    const good = validate(data)
    check.errors = validate.errors ?? null
    return good
  }
  return check
}

const ajvs = new Map<Kind, Ajv>()
const made = new Map<string, ValidateFunction>()

function validatorOf(kind: Kind, schema: object): ValidateFunction {
  const ajv = ajvs.get(kind) ?? withFormats(new Ajv(kinds[kind]))
  ajvs.set(kind, ajv)
  const key = `${kind} ${JSON.stringify(schema)}`
  const validate = made.get(key) ?? ajv.compile(schema)
  made.set(key, validate)
  return validate
}

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv, ['uuid', 'date-time', 'uri-reference'])
  const known = ajv.formats['date-time'] as { validate: (text: string) => boolean }
  const validate = (text: string) => known.validate(text) && !unstorable.test(text)
  ajv.addFormat('date-time', { ...known, validate })
  return ajv.addSchema({ $id: 'openapi', components: document.components })
}

/** What RFC 3339 allows and PostgreSQL does not: the year 0, and zones that are 16 hours away or more. */
const unstorable = /^0000|[+-](1[6-9]|2\d)(:?\d\d)?$/
