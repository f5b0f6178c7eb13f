// What a token is worth: who issued it, for whom, until when, and who may ask about it.
import { generateKeyPair, SignJWT, type JWK } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request, startBroker, type TestBroker } from '../support/broker.ts'
import { claimsIn, enrolKeyed, release, renew, validate, worthless } from '../support/keyed.ts'
import { until } from '../support/wait.ts'

let broker: TestBroker
beforeAll(async () => {
  broker = await startBroker()
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
})
afterAll(() => broker[Symbol.asyncDispose]())

test('a token says who, for whom and until when, and others may ask', async () => {
  const agent = await enrolKeyed(broker, 'acme')
  const { status, body } = await validate(broker, agent.token)
  expect(status).toBe(200)
  expect(body).toMatchObject({ valid: true, error: null })
  expect(body.claims).toMatchObject({ sub: agent.sub, agent: agent.id, tenant: 'acme', chain: [] })
  expect(claimsIn(agent.token)).toMatchObject({ kind: 'agent', cnf: { jkt: expect.any(String) } })
  expect((await validate(broker, agent.token, { audience: 'reeve-agent' })).body.valid).toBe(true)
  expect((await validate(broker, agent.token, { audience: 'elsewhere' })).body).toEqual(worthless)
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
      body: worthless,
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
  await release(broker, agent.token)
  expect((await broker.request('POST', path, { body })).body).toEqual({ active: false })
})

test('a form goes nowhere else', async () => {
  const form = await fetch(`${broker.url}/api/v1/tokens/validate`, {
    method: 'POST',
    body: new URLSearchParams({ token: 'x' }),
  })
  expect(form.status).toBe(415)
})
