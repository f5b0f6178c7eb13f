// What a script may fetch: its tenant's hosts and nothing else, however it asks and wherever they send it.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFetch, limits } from './fetch.ts'

let server: Server
let host: string
const seen: string[] = []

beforeAll(async () => {
  server = createServer((request, response) => {
    const { method, url, headers } = request
    seen.push(`${method} ${url}`)
    const other = `http://localhost:${host.split(':')[1]}/secret`
    const to: Record<string, string> = { '/away': other, '/on': '/plain', '/round': '/round' }
    if (url! in to) return response.writeHead(302, { location: to[url!]! }).end()
    if (url === '/large') return response.end('x'.repeat(limits.answer_bytes + 1))
    if (url === '/never') return response.writeHead(200).flushHeaders()
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      response.writeHead(url === '/missing' ? 404 : 200, { 'x-seen': String(headers['x-mine']) })
      response.end(JSON.stringify({ method, body, host: headers.host }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const { signal } = new AbortController()
const fetchBy = (more: object = {}) =>
  createFetch({ allowed_hosts: [host, 'shop.example'], held: () => true, signal, ...more })
const ask = (url: string, more: object = {}, options: object = {}) =>
  fetchBy(options)({ url, method: 'GET', headers: {}, body: null, ...more })

test('an allowed host is asked, and its answer given as it is', async () => {
  const answer = await ask(`http://${host}/missing`, {
    method: 'post',
    headers: { 'X-Mine': '1' },
    body: 'hello',
  })
  expect(answer).toMatchObject({ status: 404, headers: { 'x-seen': '1' } })
  expect(JSON.parse(answer.body)).toEqual({ method: 'POST', body: 'hello', host })
})

test.each([
  ['another host', 'http://evil.example/', /evil.example is not among/],
  ['another port', 'http://shop.example:8080/', /shop.example:8080 is not among/],
  ['a host below', 'http://a.shop.example/', /not among/],
  ['another spelling of the address', 'http://2130706433/', /not among/],
  ['a file', 'file:///etc/passwd', /no http or https URL/],
  ['data', 'data:text/plain,1', /no http or https URL/],
  ['nonsense', 'shop.example', /no http or https URL/],
  ['a host in disguise', 'http://shop.example@evil.example/', /no user and no password/],
])('%s is refused', async (_, url, why) => {
  const before = seen.length
  await expect(ask(url)).rejects.toThrow(why)
  expect(seen.length).toBe(before)
})

test.each(['Host', 'content-length', 'Transfer-Encoding', 'proxy-authorization', 'Connection'])(
  'the header %s is not a script’s to set',
  (name) => expect(ask(`http://${host}/`, { headers: { [name]: '1' } })).rejects.toThrow('header'),
)

test('a redirect is followed on the same origin, and never to another', async () => {
  expect(await ask(`http://${host}/on`)).toMatchObject({ status: 200, url: `http://${host}/plain` })
  await expect(ask(`http://${host}/away`)).rejects.toThrow('redirects to localhost')
  expect(seen).not.toContain('GET /secret')
  await expect(ask(`http://${host}/round`)).rejects.toThrow('more than 5 times')
})

test('without the lease nothing is sent', async () => {
  const before = seen.length
  await expect(ask(`http://${host}/`, {}, { held: () => false })).rejects.toThrow('is over')
  let left = 1
  const held = () => left-- > 0
  await expect(ask(`http://${host}/on`, {}, { held })).rejects.toThrow('is over')
  expect(seen.length).toBe(before + 1)
})

test('bodies and methods are bounded', async () => {
  await expect(ask(`http://${host}/large`)).rejects.toThrow('more than 1048576 bytes')
  const body = 'x'.repeat(limits.body_bytes + 1)
  await expect(ask(`http://${host}/`, { method: 'POST', body })).rejects.toThrow('1048576 bytes')
  await expect(ask(`http://${host}/`, { method: 'CONNECT' })).rejects.toThrow('method CONNECT')
})

test('the end of the attempt ends what is under way', async () => {
  const stop = new AbortController()
  const asked = ask(`http://${host}/never`, {}, { signal: stop.signal })
  setTimeout(() => stop.abort(), 50)
  await expect(asked).rejects.toThrow('the request failed')
})

test('a host that does not answer is told by its reason', async () => {
  const nobody = ask('http://127.0.0.1:1/', {}, { allowed_hosts: ['127.0.0.1:1'] })
  await expect(nobody).rejects.toThrow(/the request failed: .*ECONNREFUSED|bad port/)
})
