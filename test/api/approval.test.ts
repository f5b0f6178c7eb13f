// Approval: who waits, who decides, and by which rule.
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { at, type Coming, type Pod, type Pods, startPods } from '../support/pods.ts'
import { collect, ownKey } from '../support/waiting.ts'
import { until } from '../support/wait.ts'

let pods: Pods
let pod: Pod
beforeAll(async () => void (pods = await startPods()))
beforeEach(() => void (pod = pods.pod()))
afterAll(() => pods[Symbol.asyncDispose]())

const come = (coming: Coming = {}, who = pod) => pods.come(who, coming)

test('nobody said that it may come in: it waits, is shown with its facts, and works nowhere', async () => {
  const { status, body } = await come({ minted: { namespace: 'web' } })
  expect(status).toBe(201)
  expect(body).toMatchObject({ status: 'pending', token: null, expires_in: null, ask_in: 3 })
  expect(await pods.read(body.agent)).toMatchObject({
    ...{
      tenant: 'system',
      name: pod.name,
      admission: 'pending',
      approval_method: null,
      liveness: 'offline',
    },
    ...{ method: 'service_account', public_key: pod.key.public, pool: null },
    facts: { namespace: 'web', service_account: 'agents', pod: 'agent-0', node: 'node-1' },
  })
  const pending = await pods.broker.request('GET', '/api/v1/agents?admission=pending&limit=1000')
  expect(pending.body.items.map(({ id }: { id: string }) => id)).toContain(body.agent)
})

test('who has waited for long asks seldom', async () => {
  let held = (await come()).body
  for (const [waited, ask_in] of [
    ['100 s', 10],
    ['1 h', 30],
  ]) {
    const sql = `update enrolment set began_at = now() - $1::interval where agent_id = $2`
    await pods.broker.tables.client.query(sql, [waited, held.agent])
    held = (await collect(pods.broker, held, pod.key)).body
    expect(held).toMatchObject({ status: 'pending', ask_in })
  }
})

test('it asks and waits on; once approved it collects its session itself, once', async () => {
  const first = (await come()).body
  const second = (await collect(pods.broker, first, pod.key)).body
  expect(second).toMatchObject({ status: 'pending', ticket: first.ticket, ask_in: 3, token: null })
  expect(second.nonce).not.toBe(first.nonce)
  const approved = await pods.decide(first.agent, 'approve', { reason: 'Seen in rack 7.' })
  expect(approved).toMatchObject({
    status: 200,
    body: { admission: 'approved', approval_method: 'manual' },
  })
  expect(JSON.stringify(approved.body)).not.toMatch(/eyJ|ticket_/)
  const session = await collect(pods.broker, second, pod.key)
  expect(session).toMatchObject({ status: 200, body: { status: 'approved', ticket: null } })
  expect(decodeJwt(session.body.token)).toMatchObject({
    agent: first.agent,
    sub: expect.stringMatching(`/shared/default/agent/${first.agent}$`),
  })
  expect((await pods.renew(session.body.token)).status).toBe(201)
  const again = await collect(pods.broker, second, pod.key)
  expect(again).toMatchObject({ status: 401, body: { code: 'token-spent' } })
  const events = await pods.broker.tables.client.query(
    `select extra from audit_event where operation = 'approveAgent' and agent_id = $1`,
    [first.agent],
  )
  expect(events.rows).toEqual([{ extra: { reason: 'Seen in rack 7.' } }])
})

test('two who approve at once do the same as one', async () => {
  const held = (await come()).body
  const both = await Promise.all([
    pods.decide(held.agent, 'approve'),
    pods.decide(held.agent, 'approve'),
  ])
  expect(both.map(({ status }) => status)).toEqual([200, 200])
  expect((await pods.read(held.agent)).revision).toBe(both[0]!.body.revision)
})

test('one that was denied is told so, and gets nothing by coming again', async () => {
  const held = (await come()).body
  expect((await pods.decide(held.agent, 'deny')).body.admission).toBe('denied')
  for (let times = 0; times < 3; times++)
    expect(await collect(pods.broker, held, pod.key)).toMatchObject({ status: 403 })
  for (const who of [{ id: held.agent }, {}])
    expect(await come(who)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect((await pods.decide(held.agent, 'approve')).body.admission).toBe('approved')
  const again = (await come({ id: held.agent })).body
  expect(again).toMatchObject({ status: 'pending', agent: held.agent, ask_in: 1 })
  expect((await collect(pods.broker, again, pod.key)).body.status).toBe('approved')
})

test('those that stop asking are gone, without anybody', async () => {
  const [silent, asking] = [
    (await come()).body,
    (await come({ name: `${pod.name}-b`, public_key: ownKey().public })).body,
  ]
  await pods.broker.tables.client.query(
    `update enrolment set ask_until = now() where agent_id = $1`,
    [silent.agent],
  )
  await until(
    () => pods.broker.request('GET', at(silent.agent)),
    ({ status }) => status === 404,
    45_000,
  )
  expect((await pods.read(asking.agent)).admission).toBe('pending')
  expect(await collect(pods.broker, silent, pod.key)).toMatchObject({ status: 401 })
})

test('a forged namespace is none: only what the cluster says counts', async () => {
  await using _ = await pods.policy([
    { action: 'approve', methods: ['service_account'], namespaces: ['prod'] },
  ])
  const claims = { metadata: { namespace: 'prod' } }
  const forged = await come({
    minted: { namespace: 'dev', claims },
    name: 'prod',
    region: 'prod',
  })
  expect(forged.body.status).toBe('pending')
  const lied = await come({
    minted: { namespace: 'dev', claims: { sub: 'system:serviceaccount:prod:agents' } },
  })
  expect(lied).toMatchObject({ status: 401, body: { code: 'token-spent' } })
  const real = await come({ minted: { namespace: 'prod' } })
  expect(real.body.status).toBe('approved')
  expect(await pods.read(real.body.agent)).toMatchObject({ approval_method: 'namespace' })
})

test('a rule that denies comes before one that approves, and leaves no agent', async () => {
  await using _approves = await pods.policy(
    [{ action: 'approve', methods: ['service_account'], namespaces: ['prod'] }],
    { order: 5 },
  )
  await using _denies = await pods.policy(
    [{ action: 'deny', methods: ['service_account'], service_accounts: ['prod/old'] }],
    { order: 4 },
  )
  const { agent } = await pods.broker.tables.counts()
  const denied = await come({ minted: { service_account: 'old' } })
  expect(denied).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect(await pods.broker.tables.counts()).toMatchObject({ agent })
  expect((await come()).body.status).toBe('approved')
})

test('a rule says where those go whose proof names no place', async () => {
  await using _ = await pods.policy([
    {
      ...{ action: 'approve', methods: ['service_account'], service_accounts: ['web/agents'] },
      ...{ join_tenant: 'acme', join_pool: 'gpu' },
    },
    { action: 'pending', methods: ['service_account'], namespaces: ['dev'], join_tenant: 'acme' },
  ])
  const placed = (await come({ minted: { namespace: 'web' } })).body
  expect(placed).toMatchObject({ status: 'approved', tenant: 'acme', pool: 'gpu' })
  expect(decodeJwt(placed.token)['tenant']).toBe('acme')
  const waits = (await come({ minted: { namespace: 'dev' } })).body
  expect(waits).toMatchObject({ status: 'pending', tenant: 'acme' })
})
