// What a token is worth: who issued it, for whom, until when; renewed once, resumed by its agent's own key, released.
import { generateKeyPair, SignJWT, type JWK } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request, startBroker, type TestBroker } from '../support/broker.ts'
import {
  challenge,
  claimsIn,
  enrolKeyed,
  renew,
  resume,
  resumption,
  validate,
} from '../support/keyed.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'

let broker: TestBroker
let tables: Tables
beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const release = (token: string) =>
  broker.request('POST', '/api/v1/agent/session/release', { token })
const no = { valid: false, claims: null, error: 'token is invalid or expired' }

test('a token says who, for whom and until when, and others may ask', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const { status, body } = await validate(broker, agent.token)
  expect(status).toBe(200)
  expect(body).toMatchObject({ valid: true, error: null })
  expect(body.claims).toMatchObject({ sub: agent.sub, agent: agent.id, tenant: 'acme', chain: [] })
  expect(claimsIn(agent.token)).toMatchObject({ kind: 'agent', cnf: { jkt: expect.any(String) } })
  expect((await validate(broker, agent.token, { audience: 'reeve-agent' })).body.valid).toBe(true)
  expect((await validate(broker, agent.token, { audience: 'elsewhere' })).body).toEqual(no)
})

/** Tokens that say what a good one says, and are not signed by the broker's key as it signs. */
async function forged(): Promise<Array<[string, string]>> {
  const { token } = await enrolKeyed(broker, 'acme')
  const claims = claimsIn(token)
  const [head, payload, signature] = token.split('.') as [string, string, string]
  const { kid } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { kid: string }
  const jwks = (await broker.request('GET', '/.well-known/jwks.json')).body
  const other = await generateKeyPair('EdDSA')
  const by = (header: { alg: string; kid?: string }, key: Parameters<SignJWT['sign']>[0]) =>
    new SignJWT(claims).setProtectedHeader({ typ: 'JWT', ...header }).sign(key)
  const bare = (header: object) => Buffer.from(JSON.stringify(header)).toString('base64url')
  const published = jwks.keys.find((key: JWK) => key.kid === kid) as JWK
  return [
    ['another key under the same kid', await by({ alg: 'EdDSA', kid }, other.privateKey)],
    ['another kid', await by({ alg: 'EdDSA', kid: 'x'.repeat(43) }, other.privateKey)],
    ['no kid', await by({ alg: 'EdDSA' }, other.privateKey)],
    ['alg none', `${bare({ alg: 'none', typ: 'JWT', kid })}.${payload}.`],
    [
      'the public key as a secret',
      await by({ alg: 'HS256', kid }, Buffer.from(published.x!, 'base64url')),
    ],
    ['another signature', `${head}.${payload}.${signature.slice(0, -4)}AAAA`],
    ['other words', `${head}.${bare({ ...claims, scope: ['read:all:*'] })}.${signature}`],
    ['two parts', `${head}.${payload}`],
    ['four parts', `${token}.x`],
    ['no JSON', `${head}.e30x.${signature}`],
    ['far too long', `${token}${'x'.repeat(9000)}`],
    ['words', 'hello'],
  ]
}

test('what the broker did not sign as it signs is worth nothing, and the answer does not say why', async () => {
  for (const [how, token] of await forged()) {
    const answer = await validate(broker, token)
    expect({ how, status: answer.status, body: answer.body }).toEqual({
      how,
      status: 200,
      body: no,
    })
    const asked = await request(broker.url, token, 'POST', '/api/v1/agent/poll', { body: {} })
    expect({ how, status: asked.status }).toEqual({ how, status: 401 })
  }
})

test('a token ends in the second that it says', async () => {
  const brief = await startBroker({ REEVE_SESSION_SECONDS: '10' })
  await brief.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
  const { token } = await enrolKeyed(brief, 'acme')
  const { exp } = claimsIn(token) as { exp: number }
  const answer = await until(
    async () => ({ ...(await validate(brief, token)), at: Date.now() }),
    ({ body }) => !body.valid,
    30_000,
  )
  expect(answer.at).toBeGreaterThanOrEqual(exp * 1000)
  expect((await renew(brief, token)).status).toBe(401)
  await brief[Symbol.asyncDispose]()
})

test('of fifty renewals at once of one token on two replicas there is one successor', async () => {
  const { token } = await enrolKeyed(broker, 'acme')
  await using other = await broker.second()
  const asked = Array.from({ length: 50 }, (_, at) =>
    renew(broker, token, at % 2 ? broker.url : other.url),
  )
  const answers = await Promise.all(asked)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
  expect(new Set(answers.map(({ body }) => body.token)).size).toBe(1)
  expect(answers[0]!.body.token).not.toBe(token)
  const { rows } = await tables.client.query('select renewals from enrolment where id = $1', [
    claimsIn(token)['sid'],
  ])
  expect(rows).toEqual([{ renewals: 1 }])
})

test('a renewed token is taken for a moment, then no more; its agent notices nothing', async () => {
  const { token } = await enrolKeyed(broker, 'acme')
  const next = (await renew(broker, token)).body.token as string
  expect((await validate(broker, token)).body.valid).toBe(true)
  await until(
    () => validate(broker, token),
    ({ body }) => !body.valid,
    20_000,
  )
  expect((await validate(broker, next)).body.valid).toBe(true)
  expect((await renew(broker, token)).body.token).toBe(next) // the answer may have been lost
  expect((await renew(broker, next)).status).toBe(201)
})

test('a token that was renewed long ago and comes again ends the enrolment: two hold it', async () => {
  const { token, id } = await enrolKeyed(broker, 'acme')
  const next = (await renew(broker, token)).body.token as string
  await tables.client.query(
    `update enrolment set jti_issued_at = jti_issued_at - interval '61 seconds' where agent_id = $1`,
    [id],
  )
  expect((await renew(broker, token)).status).toBe(401)
  expect((await validate(broker, next)).body).toEqual(no)
  expect((await renew(broker, next)).status).toBe(401)
})

test('an enrolment has an end of its own that no renewal puts off', async () => {
  const { token, id } = await enrolKeyed(broker, 'acme')
  const ends = `update enrolment set ends_at = now() + interval '100 seconds' where agent_id = $1`
  await tables.client.query(ends, [id])
  const next = await renew(broker, token)
  expect(next.body.expires_in).toBeLessThanOrEqual(100)
  await tables.client.query('update enrolment set ends_at = now() where agent_id = $1', [id])
  expect((await renew(broker, next.body.token)).status).toBe(401)
})

test('an agent goes on by its own key after a restart, and its earlier session ends', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const answer = await resume(broker, agent)
  expect(answer.status).toBe(201)
  expect((await validate(broker, answer.body.token)).body.valid).toBe(true)
  expect((await validate(broker, agent.token)).body).toEqual(no)
  expect((await renew(broker, agent.token)).status).toBe(401)
  expect((await renew(broker, answer.body.token)).status).toBe(201) // and that did the session no harm
})

test('a proof of another key, of another challenge, for another purpose or a second time resumes nothing', async () => {
  const [agent, other] = [await enrolKeyed(broker, 'acme'), await enrolKeyed(broker, 'acme')]
  const path = '/api/v1/agent/session/resumptions'
  const ask = (body: object) => broker.request('POST', path, { body })
  const nonce = () => challenge(broker)
  const good = resumption(agent, await nonce())
  expect((await ask(good)).status).toBe(201)
  const foreign = (await nonce()).replace(/^(.{12}).{4}/, '$1ffff')
  const old = await nonce()
  const attacks: Array<[string, object]> = [
    ['replayed', good],
    ['another agent’s key', resumption({ ...other, id: agent.id }, await nonce())],
    ['another challenge signed', resumption(agent, await nonce(), { nonce: await nonce() })],
    ['another purpose', resumption(agent, await nonce(), { domain: 'reeve/enrol/ticket/v1' })],
    ['a challenge of its own making', resumption(agent, foreign)],
    ['an end put off', resumption(agent, `ffffffffffff${old.slice(12)}`)],
    ['an agent that is none', { ...good, agent: '00000000-0000-7000-8000-000000000000' }],
  ]
  for (const [how, body] of attacks)
    expect({ how, ...(await ask(body)) }).toMatchObject({
      how,
      status: 401,
      body: { code: 'token-spent' },
    })
})

test('a challenge that was answered is spent, one of fifty at once', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const body = resumption(agent, await challenge(broker))
  const path = '/api/v1/agent/session/resumptions'
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => broker.request('POST', path, { body })),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
})

test('what is released has ended, with its enrolment, and only once', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  expect((await release(agent.token)).status).toBe(204)
  expect((await validate(broker, agent.token)).body).toEqual(no)
  expect((await release(agent.token)).status).toBe(401)
  expect((await renew(broker, agent.token)).status).toBe(401)
  expect((await resume(broker, agent)).status).toBe(401)
})

test('introspection answers as RFC 7662 says, in its own form too, and hides other tenants', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const path = '/api/v1/tokens/introspect'
  const body = { token: agent.token }
  const asked = await broker.request('POST', path, { body })
  expect(asked.body).toMatchObject({
    active: true,
    sub: agent.sub,
    token_type: 'Bearer',
    scope: '',
  })
  const form = await fetch(broker.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${broker.adminToken}` },
    body: new URLSearchParams({ token: agent.token, token_type_hint: 'access_token' }),
  })
  expect({ status: form.status, body: await form.json() }).toEqual({
    status: 200,
    body: asked.body,
  })
  const reader = async (slug: string) =>
    (
      await broker.request('POST', `/api/v1/tenants/${slug}/api-tokens`, {
        body: { name: 'reader', scopes: ['tokens:read'], expires_in_days: 1 },
      })
    ).body.token as string
  const mine = await broker.request('POST', path, { body, token: await reader('acme') })
  expect(mine.body).toMatchObject({ active: true })
  const theirs = await broker.request('POST', path, { body, token: await reader('globex') })
  expect(theirs.body).toEqual({ active: false })
  await release(agent.token)
  expect((await broker.request('POST', path, { body })).body).toEqual({ active: false })
})

test('a form goes nowhere else', async () => {
  const form = await fetch(`${broker.url}/api/v1/tokens/validate`, {
    method: 'POST',
    body: new URLSearchParams({ token: 'x' }),
  })
  expect(form.status).toBe(415)
})
