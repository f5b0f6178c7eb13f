// Who may not: each operation refuses strangers before it reads a body, and tokens that lack its scope.
import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Operation } from '@reeve/openapi'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { named, operations } from '../support/contract.ts'
import { enrol, furnish, perform, type Made } from '../support/furnish.ts'
import { appToken } from '../support/means/apps.ts'

const guarded = operations.filter(({ security }) =>
  security.every((one) => Object.keys(one).length > 0),
)
const scopesOf = (operation: Operation, kind: 'operator' | 'tenant' | 'app') =>
  operation.security.flatMap((alternative) => alternative[kind] ?? [])
const forOperators = guarded.filter((operation) => scopesOf(operation, 'operator').length > 0)
const forTenants = guarded.filter((operation) => scopesOf(operation, 'tenant').length > 0)
/** Of apps there are tokens once the contract has a way to get one. */
const notForApps = forOperators.filter(
  (operation) =>
    scopesOf(operation, 'app').length === 0 &&
    operations.some(({ operationId }) => operationId === 'createApp'),
)
const forOperatorsAlone = forOperators.filter((operation) => !forTenants.includes(operation))

let broker: TestBroker
let tenant: Made
beforeAll(async () => {
  broker = await startBroker()
  tenant = (await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } }))
    .body as Made
})
afterAll(() => broker[Symbol.asyncDispose]())

let tokens = 0

async function apiToken(scopes: string[], owner?: Made): Promise<string> {
  const path = owner ? `/api/v1/tenants/${String(owner['slug'])}/api-tokens` : '/api/v1/api-tokens'
  const made = await broker.request('POST', path, { body: { name: `token-${++tokens}`, scopes } })
  return made.body.token as string
}

/** Announces a body of 2 MiB and sends none of it: who waits for it gets no answer. */
function announce({ method, path }: Operation, authorization?: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'content-length': 2 << 20,
    ...(authorization && { authorization }),
  }
  return new Promise((resolve, reject) => {
    const asked = request(broker.url + path.replaceAll(/[{}]/g, ''), {
      method: method.toUpperCase(),
      headers,
    })
    asked.on('error', reject)
    asked.on('response', (answer) => {
      resolve(answer.statusCode!)
      asked.on('error', () => {}).destroy()
    })
    asked.flushHeaders()
  })
}

test('only enrolment and what a load balancer or an agent must read are open to all', () => {
  const open = operations
    .filter((operation) => !guarded.includes(operation))
    .map(({ operationId }) => operationId)
  expect(open).toEqual([
    'authenticateApp',
    'createEnrolment',
    'collectEnrolment',
    'resumeAgentSession',
    'createChallenge',
    'authenticateAdmin',
    'validateToken',
    'getAuditKeys',
    'getVersion',
    'getHealth',
    'getLiveness',
    'getReadiness',
    'getJwks',
  ])
})

test.each(named(guarded))('%s refuses strangers before it reads the body', async (_, operation) => {
  const wrong = [
    undefined,
    'Bearer',
    'Basic YWRtaW46YWRtaW4=',
    `Bearer reeve_${randomBytes(32).toString('hex')}`,
    'Bearer a.b.c',
  ]
  for (const authorization of wrong)
    expect(await announce(operation, authorization), authorization).toBe(401)
})

test.each(named(guarded))('%s tells a stranger nothing but that', async (_, operation) => {
  const { path } = operation
  const refused = await broker.request(
    operation.method.toUpperCase(),
    path.replaceAll(/[{}]/g, ''),
    { token: 'nobody' },
  )
  expect(refused).toMatchObject({ status: 401, body: { code: 'unauthenticated' } })
  expect(refused.headers.get('www-authenticate')).toBe('Bearer')
})

test.each(named(forOperators))(
  '%s refuses an operator without its scope and names it',
  async (_, operation) => {
    const [needed] = scopesOf(operation, 'operator') as [string]
    const [nouns, verb] = needed.split(':')
    const tooLittle = verb === 'write' ? ['nothing:*', `${nouns}:read`] : ['nothing:*']
    const refused = await perform(broker, operation, { token: await apiToken(tooLittle) })
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(refused.body.detail).toContain(needed)
  },
)

test.each(named(forOperators))('%s asks for no more than its scope', async (_, operation) => {
  const scopes = scopesOf(operation, 'operator')
  const answer = await perform(broker, operation, { token: await apiToken(scopes) })
  if (!answer.body.errors)
    expect(answer.status, JSON.stringify(answer.body)).toBe(operation.success.status)
  // A token that makes tokens may hand on no more than it has, and the example asks for more.
  else expect(answer.body.errors[0].pointer).toMatch(/^\/scopes\//)
})

test.each(named(forTenants))(
  '%s refuses a tenant without its scope and names it',
  async (_, operation) => {
    const { path, made } = await furnish(broker, operation)
    const token = await apiToken(['nothing:*'], made['tenant'])
    const refused = await broker.request(operation.method.toUpperCase(), path, { token })
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
    expect(refused.body.detail).toContain(scopesOf(operation, 'tenant')[0])
  },
)

test.each(named(forOperatorsAlone))(
  '%s is not for tenants, whatever their scope',
  async (_, operation) => {
    const { path, made } = await furnish(broker, operation)
    const token = await apiToken(['*'], made['tenant'] ?? tenant)
    const refused = await broker.request(operation.method.toUpperCase(), path, { token })
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  },
)

test.each(named(forOperators))('%s is not for agents', async (_, operation) => {
  const { path } = await furnish(broker, operation)
  const refused = await broker.request(operation.method.toUpperCase(), path, {
    token: (await enrol(broker, tenant)).token!,
  })
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
})

test.each(named(notForApps))('%s is not for apps', async (_, operation) => {
  const { path, made } = await furnish(broker, operation)
  const refused = await broker.request(operation.method.toUpperCase(), path, {
    token: await appToken(broker, made['tenant'] ?? tenant),
  })
  expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } })
})
