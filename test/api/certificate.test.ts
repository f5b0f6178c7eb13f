// Enrolment with a client certificate: what it establishes, and which certificates establish nothing.
import { copyFile } from 'node:fs/promises'
import https from 'node:https'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { ask, certificates, type Certificates } from '../support/certificates.ts'
import { until } from '../support/wait.ts'

let made: Certificates
let other: Certificates
let broker: TestBroker
beforeAll(async () => {
  ;[made, other] = await Promise.all([certificates(), certificates()])
  await copyFile(made.cert('ca'), made.cert('trusted'))
  broker = await startBroker({
    REEVE_TLS_MODE: 'tls',
    REEVE_TLS_CERT: made.cert('broker'),
    REEVE_TLS_KEY: made.key('broker'),
    REEVE_TLS_CLIENT_CA: made.cert('trusted'),
    REEVE_AUTH_FAILURES: '1000',
  })
  await operator('POST', '/api/v1/tenants', { slug: 'acme' })
  const policy = await operator('POST', '/api/v1/approval-policies', {
    name: 'racks',
    rules: [
      {
        action: 'approve',
        methods: ['certificate'],
        certificate_cns: ['agent-1'],
        join_tenant: 'acme',
      },
      { action: 'approve', methods: ['certificate'], certificate_cns: ['racks'] },
      { action: 'approve', methods: ['certificate'], certificate_sans: ['*.halls.test'] },
      { action: 'deny', methods: ['certificate'], certificate_cns: ['outcast'] },
    ],
  })
  expect(policy).toMatchObject({ status: 201 })
})
afterAll(async () => {
  await broker[Symbol.asyncDispose]()
  await made[Symbol.asyncDispose]()
  await other[Symbol.asyncDispose]()
})

async function operator(method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${broker.adminToken}` }
  return ask(broker.url + path, { ...(await made.client()), method, headers }, body)
}

type Shown = https.AgentOptions & { agent?: https.Agent }

const enrol = (shown: Shown, name = 'agent-1', to = broker.url, more: object = {}) =>
  ask(
    `${to}/api/v1/agent/enrolments`,
    { ...shown, method: 'POST' },
    { method: 'certificate', proof: {}, agent: { name, ...more } },
  )

async function shown(name?: string, from = made): Promise<Shown> {
  return { ...(await from.client(name)), ca: (await made.client()).ca }
}

test('a certificate of the authority lets in where a rule says so, and joins what that says', async () => {
  const { status, body } = await enrol(await shown('agent'))
  expect({ status, ...body }).toMatchObject({ status: 'approved', tenant: 'acme', pool: null })
  expect(body.expires_in).toBeLessThanOrEqual(300)
  const agent = await operator('GET', `/api/v1/tenants/acme/agents/${body.agent}`)
  expect(agent.body).toMatchObject({ admission: 'approved', approval_method: 'certificate' })
})

test('a DNS name is for the agent of its first label, and a star for any', async () => {
  await made.issue('racks', { names: 'DNS:*.racks.test' })
  await made.issue('hall', { names: 'DNS:hall-1.halls.test', subject: '/O=Acme' })
  const named = { racks: ['rack-7', 'rack-8.racks.test'], hall: ['hall-1'] }
  for (const [certificate, names] of Object.entries(named))
    for (const name of names) {
      const { body } = await enrol(await shown(certificate), name)
      expect(body).toMatchObject({ status: 'approved', tenant: 'system' })
    }
})

test('a certificate that no rule speaks of leaves it to a person', async () => {
  await made.issue('rack-9', {})
  const public_key = Buffer.alloc(32, 9).toString('base64')
  const { body } = await enrol(await shown('rack-9'), 'rack-9', broker.url, { public_key })
  expect(body).toMatchObject({ status: 'pending', token: null })
})

test('a certificate that a rule turns away is turned away', async () => {
  await made.issue('outcast', {})
  const { body } = await enrol(await shown('outcast'), 'outcast')
  expect(body).toMatchObject({ status: 403, code: 'forbidden' })
})

test('an agent is called as its certificate says, and no other', async () => {
  const { body } = await enrol(await shown('agent'), 'agent-2')
  expect(body).toMatchObject({ status: 409, code: 'conflict' })
  expect(body.detail).toMatch(/^The client certificate is for another agent\./)
})

const worthless: Array<[what: string, make: () => Promise<Shown>]> = [
  ['another authority, the same name', () => shown('agent', other)],
  [
    'its time over',
    async () => {
      await made.issue('expired', { subject: '/CN=agent-1', days: -1 })
      return shown('expired')
    },
  ],
  [
    'use for servers alone',
    async () => {
      await made.issue('server', { subject: '/CN=agent-1', usage: 'serverAuth' })
      return shown('server')
    },
  ],
  [
    'no use said',
    async () => {
      await made.issue('useless', { subject: '/CN=agent-1', usage: '' })
      return shown('useless')
    },
  ],
  [
    'the rights of an authority',
    async () => {
      const more = ['basicConstraints=critical,CA:TRUE']
      await made.issue('authority', { subject: '/CN=agent-1', more })
      return shown('authority')
    },
  ],
]

test.each(worthless)('a certificate with %s is worth nothing', async (_, make) => {
  const { status, body } = await enrol(await make())
  expect({ status, code: body.code }).toEqual({ status: 401, code: 'token-spent' })
})

test('without a certificate, and without TLS, it is told what is missing', async () => {
  const bare = await enrol(await shown())
  expect(bare.body).toMatchObject({ status: 409, code: 'conflict' })
  await using plain = await startBroker()
  const answer = await plain.request('POST', '/api/v1/agent/enrolments', {
    body: { method: 'certificate', proof: {}, agent: { name: 'agent-1' } },
    headers: {
      'x-forwarded-client-cert': 'Subject="CN=agent-1"',
      'x-ssl-client-verify': 'SUCCESS',
    },
  })
  expect(answer.body.detail).toMatch(/^This connection shows no client certificate\./)
})

test('a change of the authority counts on connections that stand, too', async () => {
  const kept = new https.Agent({ keepAlive: true, maxSockets: 1, ...(await shown('agent')) })
  const before = await enrol({ agent: kept })
  expect(before.status).toBe(201)
  const late = slowly({ agent: kept })
  await until(() => late.sent())
  await copyFile(other.cert('ca'), made.cert('trusted'))
  await until(() => broker.log().includes('new TLS files are in use'))
  expect(await late.end()).toEqual({ status: 503, connection: 'close' })
  const after = await enrol({ agent: kept })
  expect(after.body).toMatchObject({ status: 401, code: 'token-spent' })
  expect((await enrol(await shown('agent', other))).status).toBe(201)
  await copyFile(made.cert('ca'), made.cert('trusted'))
  await until(async () => (await enrol(await shown('agent'))).status === 201)
  kept.destroy()
})

/** An enrolment whose body comes in two parts. */
function slowly(options: Shown) {
  const body = JSON.stringify({ method: 'certificate', proof: {}, agent: { name: 'agent-1' } })
  const headers = { 'content-type': 'application/json', 'content-length': body.length }
  const sent = https.request(`${broker.url}/api/v1/agent/enrolments`, {
    ...options,
    method: 'POST',
    headers,
  })
  let flushed = false
  sent.write(body.slice(0, 10), () => (flushed = true))
  const answered = new Promise<{ status: number | undefined; connection: string | undefined }>(
    (resolve, reject) => {
      sent.on('error', reject)
      sent.on('response', (answer) => {
        answer.resume()
        resolve({ status: answer.statusCode, connection: answer.headers.connection })
      })
    },
  )
  return {
    sent: () => flushed && sent.socket?.bytesWritten,
    end() {
      sent.end(body.slice(10))
      return answered
    },
  }
}
