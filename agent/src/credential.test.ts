// Enrolment and renewal: what is asked again, what is not, and what is never shown.
import { expect, test } from 'vitest'
import { AGENT_TOKEN, answering, approved, publicKey } from './credential-testing.ts'
import { RefusedError } from './errors.ts'
import { retryAfter } from './http.ts'
import { settled } from './testing.ts'

test('an enrolment says who the agent is, and keeps the id for the next', async () => {
  const { credential, asked, signal, id, log } = answering([{ status: 201, body: approved }])
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
  const { credential, asked, signal } = answering([{ status, body }])
  const enrolling = credential.enrol(signal)
  await expect(enrolling).rejects.toThrow(RefusedError)
  await expect(enrolling).rejects.toThrow(sentence)
  await expect(enrolling).rejects.toThrow(/^(?!.*agent_0af3)/)
  expect(asked.length).toBe(1)
})

test('a broker that is down is asked again for ever, ever more slowly', async () => {
  const { credential, asked, clock, stop, signal, log } = answering([new TypeError('fetch failed')])
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
  const { credential, asked, clock, signal } = answering([reply, { status: 201, body: approved }])
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
  const { credential, asked, clock, signal } = answering([reply, { status: 201, body: approved }])
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
  const { credential, asked, clock, stop, signal } = answering([
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
  const { credential, asked, clock, signal } = answering([
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
