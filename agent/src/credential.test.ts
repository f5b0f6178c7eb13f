// Enrolment and renewal: what is asked again, what is not, and what is never shown.
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { transcript } from '@reeve/openapi/transcripts'
import { describe, expect, test, vi } from 'vitest'
import { readConfig } from './config.ts'
import { createCredential } from './credential.ts'
import { RefusedError } from './errors.ts'
import { retryAfter } from './http.ts'
import { keptLog, settled, turnedClock } from './testing.ts'

const AGENT_TOKEN = `agent_${'0af3'.repeat(16)}`
const approved = {
  status: 'approved',
  agent: 'a-1',
  tenant: 'acme',
  pool: null,
  token: 'jwt-1',
  expires_in: 300,
}

const pair = generateKeyPairSync('ed25519')
const publicKey = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x!, 'base64url')
const key = {
  publicKey,
  sign: (data: Uint8Array) => sign(null, data, pair.privateKey).toString('base64'),
}
const holds = (said: Uint8Array, signature: string) =>
  verify(null, said, createPublicKey(pair.privateKey), Buffer.from(signature, 'base64'))

type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | Error

/** A broker that gives these answers in turn, then for ever the last. */
function setUp(replies: Reply[], env: Record<string, string> = { AGENT_TOKEN }) {
  const clock = turnedClock()
  const log = keptLog()
  const asked: { path: string; headers: Record<string, string>; body: unknown }[] = []
  const fetch = vi.fn((url: string, init: RequestInit) => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null
    asked.push({
      path: new URL(url).pathname,
      headers: init.headers as Record<string, string>,
      body,
    })
    const reply = (replies.length > 1 ? replies.shift() : replies[0]) as Reply
    if (reply instanceof Error) return Promise.reject(reply)
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
    return Promise.resolve(
      new Response(text, { status: reply.status, headers: reply.headers ?? {} }),
    )
  }) as unknown as typeof globalThis.fetch
  let id: string | null = null
  const keep = (given: string) => Promise.resolve(void (id = given))
  const identity = { path: '/id', id: () => id, keep }
  const config = readConfig({
    ...env,
    AGENT_NAME: 'rack-7',
    VERSION: '1.0.0',
    AGENT_REGION: 'eu-1',
    AGENT_TOOLS: 'nmap, trivy,nmap',
  })
  const credential = createCredential({ config, identity, key, clock, logger: log.logger, fetch })
  const stop = new AbortController()
  return { clock, asked, credential, log, stop, signal: stop.signal, id: () => id }
}

test('an enrolment says who the agent is, and keeps the id for the next', async () => {
  const { credential, asked, signal, id, log } = setUp([{ status: 201, body: approved }])
  await credential.enrol(signal)
  expect(asked).toEqual([
    {
      path: '/api/v1/agent/enrolments',
      headers: expect.objectContaining({ 'content-type': 'application/json' }),
      body: {
        method: 'agent_token',
        proof: { token: AGENT_TOKEN },
        agent: {
          id: null, name: 'rack-7', version: '1.0.0', worker_type: 'task', max_concurrent: 4, region: 'eu-1',
          capabilities: [], tools: ['nmap', 'trivy'], labels: [], tenant_slug: null,
          public_key: publicKey.toString('base64'),
        }, // prettier-ignore
      },
    },
  ])
  expect([credential.current()?.token, id()]).toEqual(['jwt-1', 'a-1'])
  await credential.enrol(signal)
  expect(asked[1]?.body).toMatchObject({ agent: { id: 'a-1' } })
  expect(log.text()).not.toMatch(/agent_0af3|jwt-1/)
})

test.each([
  [
    401,
    { code: 'token-spent', detail: 'spent' },
    /HTTP 401, token-spent: spent\)\. AGENT_TOKEN is wrong/,
  ],
  [
    409,
    { code: 'conflict', detail: 'of tenant b' },
    /conflict: of tenant b\)\. Check AGENT_TOKEN and TENANT_SLUG/,
  ],
  [404, '<html>', /HTTP 404, no reason given\)\. Check that BACKEND_URL/],
])('a definite %i is final and asked once', async (status, body, sentence) => {
  const { credential, asked, signal } = setUp([{ status, body }])
  const enrolling = credential.enrol(signal)
  await expect(enrolling).rejects.toThrow(RefusedError)
  await expect(enrolling).rejects.toThrow(sentence)
  await expect(enrolling).rejects.toThrow(/^(?!.*agent_0af3)/)
  expect(asked.length).toBe(1)
})

test('a broker that is down is asked again for ever, ever more slowly', async () => {
  const { credential, asked, clock, stop, signal, log } = setUp([new TypeError('fetch failed')])
  const enrolling = credential.enrol(signal)
  await clock.turn(600_000)
  const count = asked.length
  expect(count).toBeGreaterThan(600_000 / 30_000 - 1)
  expect(count).toBeLessThan(120)
  const waits = log.lines.map((line) => Number(line['wait_ms']))
  expect(Math.max(...waits)).toBeLessThanOrEqual(30_000)
  stop.abort()
  await enrolling
  expect(credential.current()).toBeUndefined()
})

test.each([
  [{ status: 503, headers: { 'retry-after': '7' } }, 7_000],
  [{ status: 429, headers: { 'retry-after': '90' } }, 90_000],
])('%j is asked again when it says', async (reply, ms) => {
  const { credential, asked, clock, signal } = setUp([reply, { status: 201, body: approved }])
  const enrolling = credential.enrol(signal)
  await clock.turn(ms - 1)
  expect(asked.length).toBe(1)
  await clock.turn(1)
  await enrolling
  expect(asked.length).toBe(2)
})

test.each([
  [{ status: 200, body: '<html>' }],
  [{ status: 201, body: { token: 'x' } }],
  [{ status: 201, body: null }],
  [{ status: 500, body: 'oops' }],
])('%j is no answer, and asked again', async (reply) => {
  const { credential, asked, clock, signal } = setUp([reply, { status: 201, body: approved }])
  const enrolling = credential.enrol(signal)
  await clock.turn(500)
  await enrolling
  expect(asked.length).toBe(2)
})

test('Retry-After may be a date, and is bounded', () => {
  const now = Date.UTC(2026, 0, 1)
  expect(retryAfter('Thu, 01 Jan 2026 00:00:09 GMT', now)).toBe(9_000)
  expect(retryAfter('Thu, 01 Jan 2020 00:00:00 GMT', now)).toBe(0)
  expect(retryAfter('99999999', now)).toBe(3_600_000)
  expect(retryAfter('soon', now)).toBeNull()
  expect(retryAfter(null)).toBeNull()
})

test('a session is renewed at three quarters of its life, with itself as the proof', async () => {
  const second = { status: 201, body: { token: 'jwt-2', expires_in: 100 } }
  const { credential, asked, clock, stop, signal } = setUp([
    { status: 201, body: approved },
    second,
    { status: 201, body: { token: 'jwt-3', expires_in: 300 } },
  ])
  await credential.enrol(signal)
  const fresh: string[] = []
  const keeping = credential.keepFresh(signal, (token) => void fresh.push(token))
  await clock.turn(224_999)
  expect(asked.length).toBe(1)
  await clock.turn(1)
  expect(asked[1]).toMatchObject({
    path: '/api/v1/agent/session/renewals',
    headers: { authorization: 'Bearer jwt-1' },
  })
  await clock.turn(75_000)
  expect(asked[2]?.headers['authorization']).toBe('Bearer jwt-2')
  expect(fresh).toEqual(['jwt-2', 'jwt-3'])
  stop.abort()
  await keeping
})

test('a renewal that is refused becomes an enrolment, and its refusal is final', async () => {
  const { credential, asked, clock, signal } = setUp([
    { status: 201, body: approved },
    { status: 401, body: { code: 'unauthenticated' } },
    { status: 201, body: { ...approved, token: 'jwt-2' } },
    { status: 401, body: { code: 'token-spent' } },
  ])
  await credential.enrol(signal)
  const fresh: string[] = []
  const keeping = credential.keepFresh(signal, (token) => void fresh.push(token))
  keeping.catch(() => {})
  await clock.turn(225_000)
  expect(fresh).toEqual(['jwt-2'])
  await clock.turn(225_000)
  await expect(keeping).rejects.toThrow(RefusedError)
  await settled()
  expect(asked.map(({ path }) => path.split('/').at(-1))).toEqual([
    'enrolments',
    'renewals',
    'enrolments',
    'renewals',
    'enrolments',
  ])
})

const nonce = '0af3'.repeat(16)
const challenge = { status: 201, body: { nonce, expires_in: 30 } }
const lastOf = (path: string) => path.split('/').at(-1)

test('a proof that signs a challenge asks for a new one at each attempt', async () => {
  const { credential, asked, clock, signal } = setUp(
    [challenge, { status: 503 }, challenge, { status: 201, body: approved }],
    { SHARED_AGENT_PLATFORM_KEY: 'AB'.repeat(32) },
  )
  const enrolling = credential.enrol(signal)
  await clock.turn(1_000)
  await enrolling
  const paths = ['challenges', 'enrolments', 'challenges', 'enrolments']
  expect(asked.map(({ path }) => lastOf(path))).toEqual(paths)
})

test('a challenge that is refused is final', async () => {
  const { credential, signal } = setUp([{ status: 404, body: '' }], {
    SHARED_AGENT_PLATFORM_KEY: 'ab'.repeat(32),
  })
  await expect(credential.enrol(signal)).rejects.toThrow(/HTTP 404.*BACKEND_URL/)
})

test('one that waits is let in, signing each question with its own key', async () => {
  const ticket = 'ticket_1'
  const waiting = { status: 'pending', agent: 'a-1', ticket, nonce, ask_in: 30 }
  const { credential, asked, clock, signal, id } = setUp([
    { status: 201, body: waiting },
    { status: 200, body: { ...waiting, nonce: 'ff'.repeat(32) } },
    { status: 200, body: approved },
  ])
  const enrolling = credential.enrol(signal)
  await clock.turn(80_000)
  await enrolling
  expect(credential.current()?.token).toBe('jwt-1')
  expect(id()).toBe('a-1')
  expect(asked.map(({ path }) => lastOf(path))).toEqual(['enrolments', 'collect', 'collect'])
  expect(asked[2]?.body).toMatchObject({ ticket, nonce: 'ff'.repeat(32) })
})

test('one whose ticket is spent enrols again; one that is turned away stops', async () => {
  const waiting = { status: 'pending', agent: 'a-1', ticket: 't', nonce, ask_in: 1 }
  const { credential, asked, clock, signal } = setUp([
    { status: 201, body: waiting },
    { status: 401, body: { code: 'token-spent' } },
    { status: 201, body: waiting },
    { status: 403, body: { code: 'forbidden' } },
  ])
  const enrolling = credential.enrol(signal)
  enrolling.catch(() => {})
  await clock.turn(5_000)
  await expect(enrolling).rejects.toThrow(RefusedError)
  const paths = ['enrolments', 'collect', 'enrolments', 'collect']
  expect(asked.map(({ path }) => lastOf(path))).toEqual(paths)
})

describe('an agent whose credential can be used once', () => {
  const env = { AGENT_BOOTSTRAP_TOKEN: 'abc123.0123456789abcdef' }
  const isIn = { status: 201, body: approved }
  const session = { status: 201, body: { token: 'jwt-2', expires_in: 300 } }

  test('enrols with it at first, and then goes on by its own key', async () => {
    const { credential, asked, signal } = setUp([challenge, isIn, challenge, session], env)
    await credential.enrol(signal)
    expect(asked[1]?.body).toMatchObject({
      method: 'bootstrap_token',
      proof: { token: env.AGENT_BOOTSTRAP_TOKEN },
    })
    await credential.enrol(signal)
    expect(asked.map(({ path }) => lastOf(path))).toEqual([
      'challenges',
      'enrolments',
      'challenges',
      'resumptions',
    ])
    const { agent, signature } = asked[3]!.body as { agent: string; signature: string }
    const said = [Buffer.from(nonce, 'hex'), agent, publicKey]
    expect(agent).toBe('a-1')
    expect(holds(transcript('reeve/session/resume/v1', said), signature)).toBe(true)
    expect(credential.current()?.token).toBe('jwt-2')
  })

  test('enrols when it may not go on', async () => {
    const refused = { status: 401, body: { code: 'token-spent' } }
    const { credential, asked, signal, log } = setUp(
      [challenge, isIn, challenge, refused, challenge, isIn],
      env,
    )
    await credential.enrol(signal)
    await credential.enrol(signal)
    expect(lastOf(asked[5]!.path)).toBe('enrolments')
    expect(log.text()).toContain('not resumed')
  })

  test('stops in the middle of it when it is told to', async () => {
    const { credential, clock, signal, stop } = setUp([challenge, isIn, new TypeError('down')], env)
    await credential.enrol(signal)
    const enrolling = credential.enrol(signal)
    await clock.turn(10_000)
    stop.abort()
    await enrolling
    expect(credential.current()?.token).toBe('jwt-1')
  })
})

test('a launch token is shown with a signature over all that is asked for', async () => {
  const id = '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11'
  const token = `launch_${id.replaceAll('-', '')}_${'0af3'.repeat(16)}`
  const work = { AGENT_ORCH_ID: 'orch-1', AGENT_TASK_ID: 'task-1', AGENT_SCOPE: 'read:data:*,write:data:a' } // prettier-ignore
  const { credential, asked, signal } = setUp([challenge, { status: 201, body: approved }], {
    AGENT_LAUNCH_TOKEN: token,
    ...work,
  })
  await credential.enrol(signal)
  const { proof } = asked[1]!.body as { proof: { signature: string } }
  const scope = ['read:data:*', 'write:data:a']
  expect(proof).toMatchObject({ token, nonce, orch_id: 'orch-1', task_id: 'task-1', scope })
  const fields = [Buffer.from(nonce, 'hex'), id, 'orch-1', 'task-1', scope, [], publicKey]
  expect(holds(transcript('reeve/enrol/launch/v1', fields), proof.signature)).toBe(true)
})

test('an enrolment key is shown with a signature by the agent’s own key', async () => {
  const token = `enrol_${'0af3'.repeat(16)}`
  const { credential, asked, signal } = setUp([challenge, { status: 201, body: approved }], {
    AGENT_API_KEY: token,
  })
  await credential.enrol(signal)
  const { method, proof } = asked[1]!.body as { method: string; proof: { signature: string } }
  expect({ method, proof }).toMatchObject({ method: 'api_key', proof: { token, nonce } })
  const hash = createHash('sha256').update(token).digest()
  const fields = [Buffer.from(nonce, 'hex'), hash, 'rack-7', publicKey]
  expect(holds(transcript('reeve/enrol/api_key/v1', fields), proof.signature)).toBe(true)
})
