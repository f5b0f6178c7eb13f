// A script's calls to its tenant's API: to one address, under one host name, with nothing of the agent's.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createApi, type ApiOptions } from './api.ts'
import { limits } from './fetch.ts'

let server: Server
let url: string
let seen: string[] = []

beforeAll(async () => {
  server = createServer(
    (request, response) =>
      void answer(request).then(
        (told) => {
          response.writeHead(told.status, told.headers).end(told.body)
        },
        () => response.destroy(),
      ),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  seen = []
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function answer(request: IncomingMessage) {
  seen.push(`${request.method} ${request.url}`)
  let body = ''
  for await (const chunk of request) body += String(chunk)
  if (request.url === '/never') await new Promise(() => {})
  if (request.url === '/cut') throw new Error('cut')
  if (request.url === '/large')
    return { status: 200, headers: {}, body: 'x'.repeat(limits.answer_bytes + 1) }
  if (request.url === '/away')
    return { status: 302, headers: { location: 'http://evil.example/' }, body: '' }
  const cookies = { 'set-cookie': ['a=1', 'b=2'] }
  return { status: 418, headers: cookies, body: JSON.stringify([request.headers, body]) }
}

const { signal } = new AbortController()
const apiBy = (more: Partial<ApiOptions> = {}) =>
  createApi({
    url,
    tenant_host_suffix: 'api.example',
    tenant: 'acme',
    held: () => true,
    signal,
    ...more,
  })
const ask = (path: string, more: object = {}, options: Partial<ApiOptions> = {}) =>
  apiBy(options)!({ url: path, method: 'GET', headers: {}, body: null, ...more })

test('a call has the tenant as its host, what the script says, and nothing else', async () => {
  const given = { method: 'POST', headers: { Authorization: 'Bearer mine' }, body: 'é' }
  const told = await ask('/users?page=2', given)
  expect(told).toMatchObject({
    url: '/users?page=2',
    status: 418,
    headers: { 'set-cookie': 'a=1, b=2' },
  })
  expect(JSON.parse(told.body)).toEqual([
    {
      host: 'acme.api.example',
      authorization: 'Bearer mine',
      'content-length': '2',
      connection: 'close',
    },
    'é',
  ])
})

test('another tenant is another host, and a dot in front of the domain is the same', async () => {
  const told = await ask('/', {}, { tenant: 'globex', tenant_host_suffix: '.api.example' })
  expect(told.body).toContain('"host":"globex.api.example"')
})

test('without a domain for tenants there is none', () => {
  expect(apiBy({ tenant_host_suffix: null })).toBeUndefined()
})

test('a path is below BACKEND_URL, wherever that is', async () => {
  await ask('/users', {}, { url: `${url}/idp` })
  expect(seen).toEqual(['GET /idp/users'])
})

test.each([
  '', 'users', '//evil.example/', '/a//b', 'http://evil.example/', 'https:/a', '/\\evil.example', '\\\\evil.example',
  '/../a', '/a/..', '/a/../../b', '/./a', '/a/%2e%2e/b', '/a/%2E./b', '/a/..%2fb', '/a/%2e%2e%2fb', '/a/..%5cb', '/%zz',
  '/a b', '/a\tb', '/a\r\nHost: evil.example', '/ä', '/a#b', '/a"b', '@evil.example/', ':80/', '.evil.example/',
])('the path %j is refused, and nothing is sent', async (path) => {
  await expect(ask(path, {}, { url: `${url}/idp` })).rejects.toThrow(/is no path|climbs|is not spelt/)
  expect(seen).toEqual([])
}) // prettier-ignore

test.each(['/', '/a/b', '/a/..b/c', '/a?to=..%2F&x=//y', "/caf%C3%A9?q='1'", '/a/%252e%252e/b'])(
  'the path %j is sent as it is',
  async (path) => {
    await ask(path)
    expect(seen).toEqual([`GET ${path.replaceAll("'", '%27')}`])
  },
)

test.each(['Host', 'content-length', 'Transfer-Encoding', 'Connection', 'Upgrade'])(
  'the header %s is not a script’s to set',
  async (name) => {
    await expect(ask('/', { headers: { [name]: 'x' } })).rejects.toThrow('header')
    expect(seen).toEqual([])
  },
)

test('a redirect is an answer like any other', async () => {
  expect(await ask('/away')).toMatchObject({
    status: 302,
    headers: { location: 'http://evil.example/' },
  })
  expect(seen).toEqual(['GET /away'])
})

test('without the lease nothing is sent', async () => {
  await expect(ask('/', {}, { held: () => false })).rejects.toThrow('the attempt is over')
  expect(seen).toEqual([])
})

test('bodies, answers and methods are bounded', async () => {
  await expect(ask('/large')).rejects.toThrow(`more than ${limits.answer_bytes} bytes`)
  const body = 'x'.repeat(limits.body_bytes + 1)
  await expect(ask('/', { method: 'POST', body })).rejects.toThrow(`${limits.body_bytes} bytes`)
  await expect(ask('/', { method: 'CONNECT' })).rejects.toThrow('method CONNECT')
})

test('the end of the attempt ends what is under way', async () => {
  const stop = new AbortController()
  const asked = ask('/never', {}, { signal: stop.signal })
  setTimeout(() => stop.abort(), 50)
  await expect(asked).rejects.toThrow('the request failed')
})

test('a failure says why, and not where the backend is', async () => {
  await expect(ask('/cut')).rejects.toThrow(/^the request failed: ECONNRESET$/)
  await expect(ask('/', {}, { url: 'http://127.0.0.1:1' })).rejects.toThrow(
    /^the request failed: ECONNREFUSED$/,
  )
})
