// Every failure leaves as application/problem+json (RFC 9457), and every answer with the same security headers.
import type { ProblemCode } from '@reeve/openapi'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { violation } from '../db/violations.ts'
import { guard } from './headers.ts'
import { mistakesOf, sentenceOf } from '../mistakes.ts'
import { documentOf, type Mistake, Problem, problem } from '../problem.ts'

function sendProblem(request: FastifyRequest, reply: FastifyReply, failure: Problem): FastifyReply {
  if (failure.retryAfter !== undefined) reply.header('retry-after', failure.retryAfter)
  if (failure.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply
    .code(failure.status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(documentOf(failure, request.id))
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
  const errors = mistakesOf(error.validation!, parts[error.validationContext ?? 'body'] ?? 'body')
  return problem('invalid-request', sentenceOf(errors), { errors })
}
