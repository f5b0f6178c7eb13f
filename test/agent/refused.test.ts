// Agents that are not let in: each says why in one sentence, ends with exit code 3, and asks only once.
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { spawnAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { until } from '../support/wait.ts'
import { tenantWithToken } from '../support/work.ts'

let broker: TestBroker
const tokens: Record<string, string> = {}

beforeAll(async () => {
  broker = await startBroker()
  const own = await tenantWithToken(broker, 'acme')
  await tenantWithToken(broker, 'globex')
  const named = async (name: string) =>
    (
      await broker.request('POST', '/api/v1/tenants/acme/agent-tokens', {
        body: { name, expires_in_days: 1 },
      })
    ).body.token
  tokens['wrong'] = `agent_${'0'.repeat(64)}`
  tokens['revoked'] = await named('revoked')
  tokens['expired'] = await named('expired')
  tokens['own'] = own
  await broker.request('POST', '/api/v1/tenants/acme/agent-tokens/revoked/revoke')
  const client = new pg.Client(broker.databaseUrl)
  await client.connect()
  await client.query(`update agent_token set expires_at = now() where name = 'expired'`)
  await client.end()
})
afterAll(() => broker[Symbol.asyncDispose]())

const enrolments = () => broker.log().match(/"operation":"createEnrolment"/g)?.length ?? 0

test.each([
  ['wrong', {}, /AGENT_TOKEN is wrong, expired or revoked/],
  ['revoked', {}, /AGENT_TOKEN is wrong, expired or revoked/],
  ['expired', {}, /AGENT_TOKEN is wrong, expired or revoked/],
  [
    'own',
    { TENANT_SLUG: 'globex' },
    /belongs to the tenant acme, and the agent means to serve globex/,
  ],
])(
  'an agent with a token that is %s %j is refused with a sentence',
  async (kind, env, sentence) => {
    const before = enrolments()
    const agent = spawnAgent(broker, tokens[kind]!, env)
    expect(await agent.exited).toBe(3)
    expect(agent.output()).toMatch(sentence)
    expect(agent.output()).not.toContain(tokens[kind])
    expect(enrolments() - before).toBe(1)
  },
)

test('a disabled agent stops, and works again when it is enabled', async () => {
  const first = spawnAgent(broker, tokens['own']!, { AGENT_NAME: 'switch' })
  const path = '/api/v1/tenants/acme/agents'
  const { items } = await pollOnline()
  const administration = (state: string) =>
    broker.request('PUT', `${path}/${items[0].id}`, { body: { administration: state } })
  expect(await administration('disabled')).toMatchObject({
    status: 200,
    body: { administration: 'disabled' },
  })
  expect(await first.exited).toBe(3)
  await administration('enabled')
  await using again = spawnAgent(broker, tokens['own']!, { AGENT_NAME: 'switch' })
  expect((await pollOnline()).items).toMatchObject([{ id: items[0].id, liveness: 'online' }])
  expect(again.output()).not.toContain(tokens['own'])
})

async function pollOnline() {
  const online = async () =>
    (await broker.request('GET', '/api/v1/tenants/acme/agents?liveness=online')).body
  return until(online, ({ items }) => items.length === 1)
}
