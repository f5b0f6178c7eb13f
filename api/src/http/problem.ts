// Every failure leaves as application/problem+json (RFC 9457), and every answer with the same security headers.
import { type ProblemCode, problems } from '@reeve/openapi'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { violation } from '../db/violations.ts'
import { guard } from './headers.ts'
import { type Mistake, Problem, problem } from '../problem.ts'

function sendProblem(request: FastifyRequest, reply: FastifyReply, failure: Problem): FastifyReply {
  const { status, title } = problems[failure.code]
  if (failure.retryAfter !== undefined) reply.header('retry-after', failure.retryAfter)
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({
      ...documentOf(failure.code, title, status),
      detail: status === 500 ? 'The failure was logged under this instance.' : failure.message,
      instance: request.id,
      ...(failure.errors && { errors: failure.errors }),
    })
}

function documentOf(code: ProblemCode, title: string, status: number) {
  return { type: `/problems/${code}`, title, status, code }
}

export function installProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const failure = problemOf(error, request)
    if (failure.status >= 500)
      request.log.error({ operation: operationOf(request), err: error }, 'request failed')
    else if (failure.cause)
      request.log.info({ operation: operationOf(request), err: failure.cause }, failure.message)
    return sendProblem(request, reply, failure)
  })
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      request,
      reply,
      problem('not-found', `There is no ${request.method} ${request.url.split('?')[0]}.`),
    ),
  )
}

/** A path that no route can be found for; Fastify runs no hook for it. */
export function unreadable(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  guard(request, reply)
  const tooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH'
  sendProblem(
    request,
    reply,
    tooLong
      ? problem('not-found', 'There is no such path.')
      : problem('invalid-request', 'The path is not well-formed.'),
  )
}

const operationOf = (request: FastifyRequest): string =>
  request.routeOptions.config.operation?.operationId ?? 'unknown'

const byFastify: Record<string, [ProblemCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too-large', 'The body is larger than this operation takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['wrong-media-type', 'Send the body as application/json.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid-request', 'The body is empty. Send a JSON object.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid-request', 'The body is not JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'invalid-request',
    'The Content-Length does not match the body.',
  ],
}

function problemOf(error: FastifyError, request: FastifyRequest): Problem {
  const known = violation(error)
  if (known instanceof Problem) return known
  if (error.validation) return invalid(error)
  const mapped = byFastify[error.code]
  if (mapped?.[0] === 'too-large')
    return problem('too-large', `${mapped[1]} (${request.routeOptions.bodyLimit} bytes).`)
  if (mapped) return problem(...mapped)
  if (error.statusCode !== undefined && error.statusCode < 500)
    return problem('invalid-request', error.message)
  return problem('internal', 'unexpected', { cause: error })
}

const parts: Record<string, Mistake['in']> = {
  body: 'body',
  params: 'path',
  querystring: 'query',
  headers: 'header',
}

/** What the validator found, each mistake with the pointer to it and words that say what to do. */
function invalid(error: FastifyError): Problem {
  const where = parts[error.validationContext ?? 'body'] ?? 'body'
  const errors = error.validation!.map(({ instancePath, keyword, params, message }) => {
    const { missingProperty, additionalProperty } = params as Record<string, string>
    if (missingProperty !== undefined)
      return { in: where, pointer: below(instancePath, missingProperty), detail: 'is required' }
    if (additionalProperty !== undefined)
      return {
        in: where,
        pointer: below(instancePath, additionalProperty),
        detail: 'is not known here',
      }
    return { in: where, pointer: instancePath, detail: wordsFor(keyword, params, message) }
  })
  const distinct = [...new Map(errors.map((one) => [one.pointer + one.detail, one])).values()]
  const detail = distinct
    .map(({ pointer, detail: words }) => `${pointer || 'The body'} ${words}`)
    .join('; ')
  return problem('invalid-request', `${detail}.`, { errors: distinct })
}

/** A property as the last step of a JSON Pointer (RFC 6901 §3). */
const below = (pointer: string, property: string): string =>
  `${pointer}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`

function wordsFor(
  keyword: string,
  params: Record<string, unknown>,
  message = 'is not valid',
): string {
  if (keyword === 'enum')
    return `must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`
  if (keyword === 'not') return 'is reserved'
  if (keyword === 'pattern') return `must match the pattern ${String(params['pattern'])}`
  return message
}
