// Security headers on every answer: from every operation's success and failure to what is hardly HTTP.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { mistakesIn, named, operations } from '../support/contract.ts'
import { perform } from '../support/furnish.ts'
import { head, raw, type RawAnswer } from '../support/raw.ts'

const problem = { $ref: '#/components/schemas/Problem' }
/** Documents that are meant to be cached; all else is its reader's alone. */
const cacheable = ['/openapi.json', '/.well-known/jwks.json', '/api/v1/audit-keys', '/docs']

let broker: TestBroker
beforeAll(async () => void (broker = await startBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

function expectGuarded(headers: Headers, path = ''): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('x-frame-options')).toBe('DENY')
  const kept = headers.get('cache-control') ?? ''
  if (!cacheable.some((one) => path.startsWith(one))) expect(kept).toMatch(/^no-(store|cache)$/)
  expect(headers.get('x-powered-by')).toBeNull()
  expect(headers.get('server')).toBeNull()
}

test.each(named(operations))(
  '%s answers with them, in success and in failure',
  async (_, operation) => {
    const method = operation.method.toUpperCase()
    const { headers, place } = await perform(broker, operation)
    expectGuarded(headers, operation.path)
    const url = broker.url + place.path
    expectGuarded(
      (await fetch(url, { method, headers: { authorization: 'Bearer nobody' } })).headers,
      operation.path,
    )
    const authorization = `Bearer ${broker.adminToken}`
    expectGuarded(
      (await fetch(`${url}?surprise=1`, { method, headers: { authorization } })).headers,
      '',
    )
    if (operation.method === 'get')
      expectGuarded(
        (await fetch(url, { method: 'HEAD', headers: { authorization } })).headers,
        operation.path,
      )
  },
)

const long = 'a'.repeat(40_000)
const oddities: Array<[what: string, sent: string, status: number]> = [
  ['an unknown path', head('GET /nowhere HTTP/1.1'), 404],
  [
    'an unknown path with a body',
    `${head('POST /nowhere HTTP/1.1', { 'content-length': '2', 'content-type': 'application/json' })}{}`,
    404,
  ],
  ['a method that the path does not take', head('DELETE /api/v1/tenants HTTP/1.1'), 404],
  ['a method that nothing takes', head('PROPFIND /api/v1/tenants HTTP/1.1'), 404],
  [
    'a preflight',
    head('OPTIONS /api/v1/tenants HTTP/1.1', { origin: 'https://evil.example' }),
    404,
  ],
  ['a malformed request line', 'GARBAGE\r\n\r\n', 400],
  ['an unknown method', 'NONSENSE / HTTP/1.1\r\nhost: x\r\n\r\n', 400],
  ['TLS on the plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
  ['oversized headers', head('GET /health HTTP/1.1', { 'x-long': long }), 400],
  ['an oversized path', head(`GET /${long} HTTP/1.1`), 400],
  [
    'an oversized parameter',
    head(`GET /api/v1/tenants/${'a'.repeat(2000)} HTTP/1.1`, { authorization: 'Bearer x' }),
    404,
  ],
  ['a path that does not decode', head('GET /api/v1/tenants/%zz HTTP/1.1'), 400],
  ['no host', 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n', 400],
  [
    'two lengths',
    `${head('POST /api/v1/tenants HTTP/1.1', { 'content-length': '2\r\ncontent-length: 3' })}{}`,
    400,
  ],
  [
    'a length and chunks',
    head('POST /api/v1/tenants HTTP/1.1', {
      'content-length': '2',
      'transfer-encoding': 'chunked',
    }),
    400,
  ],
  [
    'a chunk that is none',
    `${head('POST /api/v1/agent/enrolments HTTP/1.1', { 'content-type': 'application/json', 'transfer-encoding': 'chunked' })}zz\r\n`,
    400,
  ],
]

test.each(oddities)('%s is answered with them and a problem', async (_, sent, status) => {
  const answer = await raw(broker.url, sent)
  expect(answer.status, answer.body).toBe(status)
  expectGuarded(answer.headers)
  expectProblem(answer)
})

test.each(['GET /health HTTP/1.0\r\n\r\n', head('GET /health HTTP/1.1', { expect: 'the-moon' })])(
  '%j is served with them',
  async (sent) => {
    const answer = await raw(broker.url, sent)
    expect(answer.status).toBe(200)
    expectGuarded(answer.headers)
  },
)

test.each([
  '/openapi.json',
  '/docs',
  '/docs/',
  '/docs/json',
  '/docs/static/index.html',
  '/docs/static/nothing',
])('%s has them', async (path) => {
  const answer = await fetch(broker.url + path, { redirect: 'manual' })
  expectGuarded(answer.headers, path)
})

function expectProblem({ headers, body, status }: RawAnswer): void {
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const document = JSON.parse(body) as { status: number }
  expect(mistakesIn(document, problem)).toEqual([])
  expect(document.status).toBe(status)
}
