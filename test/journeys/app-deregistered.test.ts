// An app is de-registered while its agent works: all that came of it ends everywhere before the answer, and its job
// goes to another.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { type Answer, request, startBroker, type TestBroker } from '../support/broker.ts'
import { delegate, renew, validate } from '../support/keyed.ts'
import { enrolWith } from '../support/proofs.ts'
import { launchBody } from '../support/tokens.ts'
import { until } from '../support/wait.ts'
import { finished, inStatus, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let second: Awaited<ReturnType<TestBroker['second']>>
let agentToken: string
let app: Answer['body']
let token: string
let work: string
const started: AgentProcess[] = []

beforeAll(async () => {
  broker = await startBroker({ REEVE_LEASE_SECONDS: '60' }) // nobody is waited for
  second = await broker.second()
  agentToken = await tenantWithToken(broker, 'acme', { worker_mode: 'agent' })
})
afterAll(async () => {
  for (const one of started) await one[Symbol.asyncDispose]()
  await second[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const path = '/api/v1/tenants/acme/apps'

const logIn = (url = broker.url): Promise<Answer> => {
  const { client_id, client_secret } = app
  return request(url, '', 'POST', '/api/v1/app/auth', { body: { client_id, client_secret } })
}
const create = async (): Promise<Answer['body']> => {
  const body = { agent_name: 'one', allowed_scope: ['read:data:*'], ttl_seconds: 600 }
  return (await broker.request('POST', `${path}/orders/launch-tokens`, { body, token })).body
}

let unspent: Answer['body']
/** Tokens of agents that do not run as programs. */
const tokens: string[] = []

test('1 · an agent that the app launched works', async () => {
  const body = { name: 'orders', scopes: ['read:data:*'] }
  app = (await broker.request('POST', path, { body })).body
  token = (await logIn()).body.access_token
  const { token: AGENT_LAUNCH_TOKEN } = await create()
  const task = { AGENT_ORCH_ID: 'nightly', AGENT_TASK_ID: 'report', AGENT_SCOPE: 'read:data:a' }
  started.push(spawnAgent(second, '', { AGENT_LAUNCH_TOKEN, ...task }))
  work = await submit(
    broker,
    'acme',
    `log.info('at it'); if (input.attempt === 1) while (true) { }; return 'done'`,
    { input: { attempt: 1 }, timeout_seconds: 30 },
  )
  await inStatus(broker, 'acme', work, 'running')
  unspent = await create()
})

test('2 · others came with its tokens, and handed on what they may do', async () => {
  for (let index = 0; index < 2; index++) {
    const enrolled = await enrolWith(
      broker,
      await launchBody(broker, {
        ...{ token: (await create()).token, scope: ['read:data:*'] },
      }),
    )
    tokens.push(enrolled.body.token)
  }
  const [from, to] = tokens as [string, string]
  const delegate_to = (await validate(broker, to)).body.claims.sub
  const handed = await delegate(broker, from, { delegate_to, scope: ['read:data:a'] })
  expect(handed.body.token, JSON.stringify(handed.body)).toMatch(/^eyJ/)
  tokens.push(handed.body.token)
})

test('3 · de-registered, nothing of it is taken at either broker once that is answered', async () => {
  expect((await broker.request('DELETE', `${path}/orders`)).status).toBe(204)
  for (const url of [second.url, broker.url]) {
    for (const one of tokens) {
      expect((await validate(broker, one, {}, url)).body).toMatchObject({ valid: false })
      expect((await renew(broker, one, url)).status).toBe(401)
    }
    const listed = await request(url, token, 'GET', `${path}/${app.id}/launch-tokens`)
    expect(listed).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
    expect((await logIn(url)).status).toBe(401)
    const body = await launchBody(broker, { token: unspent.token, scope: ['read:data:a'] })
    expect((await enrolWith({ url }, body)).status).toBe(401)
  }
})

test('4 · its running agent is cut off and stops, and the job goes to another', async () => {
  expect(await started[0]!.exited).toBe(3)
  started.push(spawnAgent(broker, agentToken, { AGENT_NAME: 'another' }))
  const again = await until(
    async () => (await broker.request('GET', `/api/v1/tenants/acme/jobs/${work}`)).body,
    ({ attempt, status }) => attempt === 2 && status === 'running',
    60_000,
  )
  const { body } = await broker.request('GET', `/api/v1/tenants/acme/agents/${again.agent}`)
  expect(body.name).toBe('another')
  await broker.request('POST', `/api/v1/tenants/acme/jobs/${work}/cancel`)
  await finished(broker, 'acme', work)
})

test('5 · the audit trail says who did it, and what it was', async () => {
  const { items } = (await broker.request('GET', `/api/v1/audit-events?app=${app.id}`)).body
  const done = items.map(({ operation }: { operation: string }) => operation)
  expect(done).toEqual(
    expect.arrayContaining(['createApp', 'authenticateApp', 'createLaunchToken', 'deleteApp']),
  )
})
