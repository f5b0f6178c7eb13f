// What people decide on agents: registered ahead, turned away, banned, disabled; one or many; whose they are.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { at, type Coming, type Pod, type Pods, startPods } from '../support/pods.ts'
import { request } from '../support/broker.ts'
import { collect, ownKey } from '../support/waiting.ts'

let pods: Pods
let pod: Pod
beforeAll(async () => void (pods = await startPods()))
beforeEach(() => void (pod = pods.pod()))
afterAll(() => pods[Symbol.asyncDispose]())

const come = (coming: Coming = {}, who = pod) => pods.come(who, coming)

test('one that was registered with its key is not taken over by its name, whatever the proof', async () => {
  const post = (path: string, body: object) =>
    pods.broker.request('POST', `/api/v1/tenants/acme/${path}`, { body })
  const { name, key } = pod
  const registered = (await post('agents', { name, public_key: key.public })).body
  const { token } = (await post('agent-tokens', { name })).body
  const enrol = async (public_key: string | null) =>
    (
      await pods.broker.request('POST', '/api/v1/agent/enrolments', {
        body: { method: 'agent_token', proof: { token }, agent: { name, public_key } },
      })
    ).body
  for (const other of [ownKey().public, null])
    expect((await enrol(other)).agent).not.toBe(registered.id)
  expect((await enrol(key.public)).agent).toBe(registered.id)
})

test('a yes after a no is for the next enrolment: the ticket of before is spent', async () => {
  const held = (await come()).body
  for (const verb of ['deny', 'approve']) await pods.decide(held.agent, verb)
  expect(await collect(pods.broker, held, pod.key)).toMatchObject({
    status: 401,
    body: { code: 'token-spent' },
  })
  const again = (await come({ id: held.agent })).body
  expect((await collect(pods.broker, again, pod.key)).body.status).toBe('approved')
})

test('one that was let in and is denied is cut off before the answer comes', async () => {
  const held = (await come()).body
  await pods.decide(held.agent, 'approve')
  const { token } = (await collect(pods.broker, held, pod.key)).body
  await pods.decide(held.agent, 'deny', { reason: 'A mistake.' })
  expect((await pods.renew(token)).status).toBe(401)
})

test('an agent that is registered ahead is let in by its name, or by its key alone', async () => {
  const register = (body: object) =>
    pods.broker.request('POST', '/api/v1/tenants/system/agents', { body })
  const byName = await register({ name: pod.name })
  expect(byName).toMatchObject({
    status: 201,
    body: { admission: 'approved', registered: true, liveness: 'offline', method: null },
  })
  expect(await register({ name: pod.name })).toMatchObject({
    status: 409,
    body: { code: 'name-taken' },
  })
  const came = (await come()).body
  expect(came).toMatchObject({ status: 'approved', agent: byName.body.id })
  expect(await pods.read(came.agent)).toMatchObject({ approval_method: 'manual' })

  const own = ownKey()
  const keyed = await register({ name: `${pod.name}-k`, public_key: own.public })
  const wrong = (await come({ name: `${pod.name}-k` })).body
  expect(wrong.status).toBe('pending')
  expect(wrong.agent).not.toBe(keyed.body.id)
  const right = (await come({ name: `${pod.name}-k`, public_key: own.public })).body
  expect(right).toMatchObject({ status: 'pending', agent: keyed.body.id, ask_in: 1 })
  expect((await collect(pods.broker, right, own)).body.status).toBe('approved')
})

test('a ban keeps out the id, the name and the key, until it is lifted', async () => {
  const held = (await come()).body
  await pods.decide(held.agent, 'approve')
  const { token } = (await collect(pods.broker, held, pod.key)).body
  expect((await pods.decide(held.agent, 'ban')).body).toMatchObject({ administration: 'banned' })
  expect((await pods.renew(token)).status).toBe(401)
  const own = { id: held.agent }
  for (const who of [own, {}, { name: `${pod.name}-new` }, { public_key: ownKey().public }])
    expect((await come(who)).status, JSON.stringify(who)).toBe(403)
  const put = { administration: 'enabled' }
  expect(await pods.broker.request('PUT', at(held.agent), { body: put })).toMatchObject({
    status: 409,
  })
  expect((await pods.bare(held.agent, 'enable')).body.administration).toBe('enabled')
  expect((await pods.renew(token)).status).toBe(401)
  const again = (await come(own)).body
  expect((await collect(pods.broker, again, pod.key)).body.status).toBe('approved')
})

test('a ban outlives the agent’s record', async () => {
  const held = (await come()).body
  await pods.decide(held.agent, 'ban')
  expect((await pods.broker.request('DELETE', at(held.agent))).status).toBe(204)
  const [renamed, rekeyed] = [{ name: `${pod.name}-new` }, { public_key: ownKey().public }]
  for (const who of [renamed, rekeyed])
    expect((await come(who)).status, JSON.stringify(who)).toBe(403)
  expect((await come({ ...renamed, ...rekeyed })).body.status).toBe('pending')
})

test('a ban holds on another replica, and so does its end', async () => {
  const held = (await come()).body
  await using second = await pods.broker.second()
  const other = {
    request: (method: string, path: string, options?: object) =>
      request(second.url, pods.broker.adminToken, method, path, options),
  }
  await pods.decide(held.agent, 'approve')
  await pods.decide(held.agent, 'ban')
  expect((await collect(other, held, pod.key)).status).toBe(403)
  await pods.bare(held.agent, 'enable')
  const body = {
    method: 'service_account',
    proof: { token: await pods.cluster.mint() },
    agent: { id: held.agent, name: pod.name, public_key: pod.key.public },
  }
  const back = await other.request('POST', '/api/v1/agent/enrolments', { body })
  expect(back).toMatchObject({ status: 201, body: { status: 'pending', ask_in: 1 } })
})

test('disabling and enabling', async () => {
  const held = (await come()).body
  await pods.decide(held.agent, 'approve')
  const { token } = (await collect(pods.broker, held, pod.key)).body
  expect((await pods.bare(held.agent, 'disable')).body.administration).toBe('disabled')
  expect((await pods.renew(token)).status).toBe(401)
  expect((await pods.bare(held.agent, 'enable')).body.administration).toBe('enabled')
  expect((await pods.renew(token)).status).toBe(201)
})

test('many at once: by id, or all that wait and fit', async () => {
  const minted = { namespace: `many-${pod.name}` }
  const three = []
  for (let index = 0; index < 3; index++) {
    pod = pods.pod()
    three.push((await come({ minted, name: `${pod.name}-${index}` })).body.agent as string)
  }
  const [first, ...rest] = three
  const stranger = '00000000-0000-7000-8000-00000000dead'
  const decided = await pods.broker.request('POST', '/api/v1/agents/approve', {
    body: { agents: [first, stranger] },
  })
  expect(decided.body).toEqual({
    items: [
      { agent: first, done: true, detail: null },
      { agent: stranger, done: false, detail: expect.stringContaining('no such agent') },
    ],
    more: false,
  })
  const denied = await pods.broker.request('POST', '/api/v1/agents/deny', {
    body: { all_pending: true, namespace: minted.namespace, reason: 'Not now.' },
  })
  expect(denied.body.items.map(({ agent }: { agent: string }) => agent)).toEqual(rest)
  expect((await pods.read(first!)).admission).toBe('approved')
  for (const agent of rest) expect((await pods.read(agent)).admission).toBe('denied')
  for (const body of [{}, { agents: [first], all_pending: true }])
    expect(await pods.broker.request('POST', '/api/v1/agents/approve', { body })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/agents' }] },
    })
})

test('an agent’s enrolments are its history', async () => {
  const held = (await come()).body
  await pods.decide(held.agent, 'approve')
  await collect(pods.broker, held, pod.key)
  const { items } = (await pods.broker.request('GET', at(held.agent, 'enrolments'))).body
  expect(items).toMatchObject([
    { state: 'approved', approval_method: 'manual', policy: null, method: 'service_account' },
  ])
})

test('a tenant decides on its own agents, and lets nobody into a pool', async () => {
  await using _ = await pods.policy([
    { action: 'pending', methods: ['service_account'], namespaces: ['own'], join_tenant: 'acme' },
    {
      ...{ action: 'pending', methods: ['service_account'], namespaces: ['pooled'] },
      ...{ join_tenant: 'acme', join_pool: 'gpu' },
    },
  ])
  const made = await pods.broker.request('POST', '/api/v1/tenants/acme/api-tokens', {
    body: { name: `approver-${pod.name}`, scopes: ['agents:write'], expires_in_days: 1 },
  })
  const { token } = made.body
  const of = (agent: string) => `/api/v1/tenants/acme/agents/${agent}/approve`
  const own = (await come({ minted: { namespace: 'own' } })).body.agent
  pod = pods.pod()
  const pooled = (await come({ minted: { namespace: 'pooled' }, name: `${pod.name}-p` })).body.agent
  const approve = (agent: string, body: object) =>
    pods.broker.request('POST', of(agent), { token, body })
  expect(await approve(own, { pool: 'gpu' })).toMatchObject({ status: 403 })
  expect(await approve(own, {})).toMatchObject({ status: 200, body: { admission: 'approved' } })
  expect(await approve(pooled, {})).toMatchObject({ status: 403 })
  pod = pods.pod()
  const platforms = (await come({ name: `${pod.name}-s` })).body.agent
  expect(await approve(platforms, {})).toMatchObject({ status: 404 })
})

test('a tenant that names another’s key bans nobody of that other', async () => {
  await using _ = await pods.policy([
    { action: 'approve', methods: ['service_account'], namespaces: ['own'] },
  ])
  const minted = { namespace: 'own' }
  const { token } = (await come({ minted })).body
  const post = (path: string, body: object) =>
    pods.broker.request('POST', `/api/v1/tenants/acme/agents${path}`, { body })
  const { name, key } = pod
  const claimed = (await post('', { name, public_key: key.public })).body
  expect((await post(`/${claimed.id}/ban`, {})).body.administration).toBe('banned')
  expect((await pods.renew(token)).status).toBe(201)
  expect((await come({ minted })).body.status).toBe('approved')
})
