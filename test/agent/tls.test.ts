// The agent under TLS: whom it trusts, what it shows, and that renewed files need no restart.
import { copyFile, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { createTlsFetch, pairFrom } from '@reeve/openapi/tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTls } from '../../agent/src/tls.ts'
import { spawnAgent, startAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { ask, certificates, type Certificates } from '../support/certificates.ts'
import { until } from '../support/wait.ts'

let made: Certificates
let other: Certificates
let broker: TestBroker
let token: string
beforeAll(async () => {
  ;[made, other] = await Promise.all([certificates(), certificates()])
  await copyFile(made.cert('ca'), made.cert('trusted'))
  broker = await startBroker({
    REEVE_TLS_MODE: 'mtls',
    REEVE_TLS_CERT: made.cert('broker'),
    REEVE_TLS_KEY: made.key('broker'),
    REEVE_TLS_CLIENT_CA: made.cert('trusted'),
  })
  await operator('POST', '/api/v1/tenants', {
    slug: 'acme',
    worker_mode: 'agent',
    worker_agent_pool: 'dedicated',
  })
  const path = '/api/v1/tenants/acme/agent-tokens'
  token = (await operator('POST', path, { name: 'a' })).body.token as string
})
afterAll(async () => {
  await broker[Symbol.asyncDispose]()
  await made[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
})

async function operator(method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${broker.adminToken}` }
  const client = await made.client('operator')
  return ask(broker.url + path, { ...client, method, headers }, body)
}

const place = () => ({
  url: broker.url.replace('127.0.0.1', 'localhost'),
  grpcAddress: broker.grpcAddress.replace('127.0.0.1', 'localhost'),
})

const files = (name = 'agent', from = made) => ({
  AGENT_TLS_CA: made.cert('ca'),
  AGENT_TLS_CERT: from.cert(name),
  AGENT_TLS_KEY: from.key(name),
  GRPC_TLS: 'true',
})

const liveness = async (name: string) => {
  const { body } = await operator('GET', '/api/v1/agents?limit=100')
  const items = body.items as Array<{ name: string; liveness: string }>
  return items.find((one) => one.name === name)?.liveness
}

test.each(['stream', 'poll'])(
  'by %s an agent with a certificate enrols and works',
  async (carrier) => {
    const AGENT_NAME = `tls-${carrier}`
    await using agent = startAgent(place(), token, { ...files(), AGENT_NAME, CARRIER: carrier })
    await until(
      () => liveness(AGENT_NAME),
      (now) => now === 'online',
    )
    const job = await operator('POST', '/api/v1/tenants/acme/jobs', {
      type: 'script',
      payload: { script: 'return 6 * 7' },
    })
    const path = `/api/v1/tenants/acme/jobs/${job.body.id}`
    const done = await until(
      () => operator('GET', path),
      ({ body }) => body.finished_at !== null,
    )
    expect(done.body).toMatchObject({ status: 'completed' })
    expect(agent.log()).not.toContain('PRIVATE KEY')
  },
)

test.each([
  ['no certificate', { AGENT_TLS_CERT: '', AGENT_TLS_KEY: '' }, /CERTIFICATE_REQUIRED|ECONNRESET/],
  ['another authority trusted', 'other', /SIGNATURE|SELF_SIGNED|UNABLE_TO/i],
])('with %s it gets nowhere, and says why', async (_, env, says) => {
  const AGENT_NAME = 'tls-lost'
  const changed = typeof env === 'string' ? { AGENT_TLS_CA: other.cert('ca') } : env
  await using agent = startAgent(place(), token, { ...files(), ...changed, AGENT_NAME })
  await until(() => says.test(agent.log()))
  expect(await liveness(AGENT_NAME)).toBeUndefined()
})

test('a certificate that is renewed while the agent waits is shown at the next try', async () => {
  const AGENT_NAME = 'tls-renewed'
  const env = { ...files('late'), AGENT_NAME }
  await copyFile(other.cert('agent'), made.cert('late'))
  await copyFile(other.key('agent'), made.key('late'))
  await using agent = startAgent(place(), token, env)
  await until(() => agent.log().includes('no answer yet'))
  await copyFile(made.cert('agent'), made.cert('late'))
  await copyFile(made.key('agent'), made.key('late'))
  await until(
    () => liveness(AGENT_NAME),
    (now) => now === 'online',
  )
})

test('files that cannot serve end it with a sentence', async () => {
  const cases: Array<[env: Record<string, string>, says: RegExp]> = [
    [{ AGENT_TLS_CA: '/nowhere.pem' }, /\/nowhere\.pem \(AGENT_TLS_CA\) is not there/],
    [{ AGENT_TLS_CERT: '' }, /AGENT_TLS_CERT and AGENT_TLS_KEY belong together/],
    [{ AGENT_TLS_KEY: made.key('operator') }, /\(AGENT_TLS_KEY\) is not the unlocked PEM key/],
    [{ AGENT_TLS_CA: made.key('ca') }, /\(AGENT_TLS_CA\) holds no PEM certificate/],
    [{ AGENT_TLS_CERT: made.key('agent') }, /\(AGENT_TLS_CERT\) holds no PEM certificate/],
  ]
  for (const [env, says] of cases.slice(1)) {
    const agent = startAgent(place(), token, { ...files(), ...env })
    await expect(agent.done).rejects.toThrow(says)
  }
  const [env, says] = cases[0]!
  await using spawned = spawnAgent(place(), token, { ...files(), ...env })
  expect(await spawned.exited).toBe(2)
  expect(spawned.output()).toMatch(says)
})

test('while its files are half renewed the agent dials with those of before', async () => {
  const [ca, cert, key] = ['ca', 'cert', 'key'].map((name) => join(made.folder, `half-${name}`))
  await copyFile(made.cert('ca'), ca!)
  await copyFile(made.cert('agent'), cert!)
  await copyFile(made.key('agent'), key!)
  const { channel } = openTls({ ca: ca!, cert: cert!, key: key! })
  const before = channel()
  expect(channel()).not.toBe(before)
  await copyFile(made.cert('operator'), cert!)
  expect(channel()).toBe(channel())
  await copyFile(made.key('operator'), key!)
  expect(channel()).not.toBe(channel())
})

test('a script’s own calls trust the authority and never show the agent’s certificate', async () => {
  const { AGENT_TLS_CA: ca, AGENT_TLS_CERT: cert, AGENT_TLS_KEY: key } = files()
  const { trusted } = openTls({ ca, cert, key })
  expect(Object.keys(trusted())).toEqual(['ca'])
})

test('the fetch with files of its own is as the usual one: bodies, headers, ends and redirects', async () => {
  const { ca } = await made.client()
  await writeFile(join(made.folder, 'only-ca'), ca)
  const fetch = createTlsFetch(
    pairFrom({ ca: join(made.folder, 'only-ca'), cert: null, key: null }),
  )
  const server = http.createServer((request, response) => {
    if (request.url === '/moved') return response.writeHead(302, { location: '/x' }).end()
    if (request.url === '/none') return response.writeHead(204).end()
    if (request.url === '/never') return undefined
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    return request.pipe(response)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as { port: number }
  const at = (path: string) => `http://127.0.0.1:${port}${path}`
  const echoed = await fetch(at('/'), { method: 'POST', body: 'hällo' })
  expect(await echoed.text()).toBe('hällo')
  expect(echoed.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect((await fetch(new Request(at('/none')))).status).toBe(204)
  expect((await fetch(at('/moved'), { redirect: 'manual' })).status).toBe(302)
  await expect(fetch(at('/moved'))).rejects.toThrow('fetch failed')
  const stop = new AbortController()
  const never = fetch(at('/never'), { signal: stop.signal })
  stop.abort(new Error('enough'))
  await expect(never).rejects.toThrow('enough')
  await expect(fetch('http://127.0.0.1:1/')).rejects.toMatchObject({
    cause: { code: 'ECONNREFUSED' },
  })
  server.closeAllConnections()
  server.close()
})

test('an agent that works is cut off once its authority is out, and is back once it is in again', async () => {
  const AGENT_NAME = 'tls-distrusted'
  await using agent = startAgent(place(), token, { ...files(), AGENT_NAME })
  const trusted = made.cert('trusted')
  const connected = () => broker.log().split('agent connected').length
  await until(
    () => liveness(AGENT_NAME),
    (now) => now === 'online',
  )
  const before = connected()
  await copyFile(other.cert('ca'), trusted)
  await until(() => agent.log().includes('other certificate authorities'))
  await until(() => agent.log().includes('Failed to connect'))
  expect(connected()).toBe(before)
  await copyFile(made.cert('ca'), trusted)
  await until(() => connected() > before)
})
