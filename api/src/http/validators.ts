// How requests are checked: bodies as they are, never coerced or stripped; paths and queries are text and coerced.
import { Ajv, type Options } from 'ajv'
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
  const bodies = withFormats(new Ajv(strict))
  const replacements = withFormats(new Ajv({ ...strict, useDefaults: false }))
  const texts = withFormats(new Ajv({ ...strict, coerceTypes: 'array' }))
  const compiler: FastifySchemaCompiler<object> = ({ schema, method, httpPart }) => {
    if (httpPart !== 'body') return texts.compile(schema)
    return (method === 'PUT' ? replacements : bodies).compile(schema)
  }
  app.setValidatorCompiler(compiler)
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
