// What an agent may hand on: to another agent of its tenant, less scope, less time, one step deeper – and what ends it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request, startBroker, type TestBroker } from '../support/broker.ts'
import { claimsIn, delegate, enrolKeyed, renew, validate, type Keyed } from '../support/keyed.ts'

let broker: TestBroker
beforeAll(async () => {
  broker = await startBroker()
  for (const slug of ['acme', 'globex'])
    await broker.request('POST', '/api/v1/tenants', { body: { slug } })
})
afterAll(async () => {
  await broker[Symbol.asyncDispose]()
})

const all = ['read:data:*', 'write:data:a']
const holds = async (token: string) => (await validate(broker, token)).body.valid as boolean

/** Agents of one tenant, each of which the one before has handed something on to. */
async function line(length: number): Promise<{ agents: Keyed[]; tokens: string[] }> {
  const agents = [await enrolKeyed(broker, 'acme', all)]
  const tokens = [agents[0]!.token]
  while (agents.length <= length) {
    const next = await enrolKeyed(broker, 'acme')
    const { body } = await delegate(broker, tokens.at(-1)!, { delegate_to: next.sub, scope: all })
    agents.push(next)
    tokens.push(body.token)
  }
  return { agents, tokens }
}

test('a part is handed on, and the token says by whom and that it holds', async () => {
  const [from, to] = [await enrolKeyed(broker, 'acme', all), await enrolKeyed(broker, 'acme')]
  const scope = ['read:data:customers']
  const { status, body } = await delegate(broker, from.token, { delegate_to: to.sub, scope })
  expect(status).toBe(200)
  expect(body).toMatchObject({ expires_in: 60, chain: [{ agent: from.sub, scope: all }] })
  const { claims } = (await validate(broker, body.token)).body
  expect(claims).toMatchObject({ sub: to.sub, agent: to.id, scope, chain: body.chain })
})

test('what was handed on takes no work here, is not renewed, and can be given back alone', async () => {
  const { agents, tokens } = await line(1)
  const [, token] = tokens as [string, string]
  const ask = (path: string) =>
    request(broker.url, token, 'POST', `/api/v1/agent/${path}`, { body: { timeout: 0 } })
  expect((await ask('poll')).status).toBe(403)
  expect((await renew(broker, token)).status).toBe(403)
  const path = '/api/v1/agent/session/release'
  expect((await broker.request('POST', path, { token })).status).toBe(204)
  expect(await holds(token)).toBe(false)
  expect(await holds(agents[1]!.token)).toBe(true)
  expect(await holds(agents[0]!.token)).toBe(true)
})

test('more scope, another tenant, nobody and six steps are refused', async () => {
  const [from, to] = [await enrolKeyed(broker, 'acme', all), await enrolKeyed(broker, 'acme')]
  const stranger = await enrolKeyed(broker, 'globex')
  const ask = (delegate_to: string, scope: string[], token = from.token) =>
    delegate(broker, token, { delegate_to, scope })
  const fine = ['read:data:x']
  const refused: Array<[string, Promise<{ status: number; body: object }>, number, object]> = [
    ['wider', ask(to.sub, ['write:data:*']), 403, { code: 'forbidden' }],
    ['another action', ask(to.sub, ['delete:data:a']), 403, { code: 'forbidden' }],
    ['other tenant', ask(stranger.sub, fine), 404, { code: 'not-found' }],
    ['nobody', ask(`${to.sub.slice(0, -1)}${to.sub.endsWith('0') ? '1' : '0'}`, fine), 404, {}],
    ['no SPIFFE id', ask('somebody', fine), 400, { errors: [{ pointer: '/delegate_to' }] }],
    ['no grant', ask(to.sub, ['read']), 400, { errors: [{ pointer: '/scope/0' }] }],
    ['nothing', ask(to.sub, []), 400, { errors: [{ pointer: '/scope' }] }],
    ['no scope of its own', ask(from.sub, fine, to.token), 403, {}],
    ['an operator', ask(to.sub, fine, broker.adminToken), 403, {}],
  ]
  for (const [how, answer, status, body] of refused)
    expect({ how, ...(await answer) }).toMatchObject({ how, status, body })
  const { tokens } = await line(5)
  expect((await validate(broker, tokens.at(-1)!)).body.claims.chain).toHaveLength(5)
  expect((await ask(to.sub, fine, tokens.at(-1)!)).status).toBe(403)
})

test('an agent gets no more than it was let in with itself', async () => {
  const [from, to] = [
    await enrolKeyed(broker, 'acme', all),
    await enrolKeyed(broker, 'acme', ['read:data:a']),
  ]
  const ask = (scope: string[]) => delegate(broker, from.token, { delegate_to: to.sub, scope })
  expect((await ask(['read:data:b'])).status).toBe(403)
  expect((await ask(['read:data:a'])).status).toBe(200)
})

test('it never lasts longer than what it was handed on of', async () => {
  const [from, to] = [await enrolKeyed(broker, 'acme', all), await enrolKeyed(broker, 'acme')]
  const { body } = await delegate(broker, from.token, {
    delegate_to: to.sub,
    scope: all,
    ttl_seconds: 86_400,
  })
  expect(claimsIn(body.token)['exp']).toBeLessThanOrEqual(claimsIn(from.token)['exp'])
  const third = await enrolKeyed(broker, 'acme')
  const again = await delegate(broker, body.token, {
    delegate_to: third.sub,
    scope: all,
    ttl_seconds: 86_400,
  })
  expect(claimsIn(again.body.token)['exp']).toBeLessThanOrEqual(claimsIn(body.token)['exp'])
})

test('a renewal of whoever began it leaves it alone; its release ends all that came of it', async () => {
  const { tokens } = await line(3)
  const next = await renew(broker, tokens[0]!)
  for (const token of tokens.slice(1)) expect(await holds(token)).toBe(true)
  const path = '/api/v1/agent/session/release'
  expect((await broker.request('POST', path, { token: next.body.token })).status).toBe(204)
  for (const token of tokens) expect(await holds(token)).toBe(false)
})

test('when an agent in the middle is disabled or deleted, what it handed on is worth nothing', async () => {
  const { agents, tokens } = await line(3)
  const at = (agent: Keyed) => `/api/v1/tenants/acme/agents/${agent.id}`
  await broker.request('DELETE', at(agents[1]!))
  expect(await Promise.all(tokens.map(holds))).toEqual([true, false, false, false])
  const gone = await delegate(broker, agents[0]!.token, {
    delegate_to: agents[1]!.sub,
    scope: all,
  })
  expect(gone.status).toBe(404)
})
