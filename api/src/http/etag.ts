// Lists may be asked for again cheaply: an ETag of their content, and 304 when it has not changed (RFC 9110 §13).
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

export async function listEtag(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  if (reply.statusCode !== 200 || typeof payload !== 'string') return payload
  const etag = `"${createHash('sha256').update(payload).digest('base64url')}"`
  reply.headers({ etag, 'cache-control': 'no-cache' })
  const asked = (request.headers['if-none-match'] ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
  if (!asked.includes(etag)) return payload
  reply.code(304).removeHeader('content-type').removeHeader('content-length')
  return null
}
