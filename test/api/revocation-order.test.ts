// Nothing that was revoked at one broker is accepted at another, from the moment that the revocation is answered.
import { afterAll, beforeAll, expect, test } from 'vitest'
import grpc from '@grpc/grpc-js'
import { request, startBroker, type TestBroker } from '../support/broker.ts'
import { enrol, type HttpAgent } from '../support/http-agents.ts'
import { startProxy } from '../support/proxy.ts'
import { openStream } from '../support/stream.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { until } from '../support/wait.ts'
import { tenantWithToken } from '../support/work.ts'

type Second = Awaited<ReturnType<TestBroker['second']>>

let a: TestBroker
let b: Second
let tables: Tables
let token: string
beforeAll(async () => {
  a = await startBroker()
  b = await a.second()
  tables = await openTables(a.databaseUrl)
  token = await tenantWithToken(a, 'acme')
})
afterAll(async () => {
  await tables[Symbol.asyncDispose]()
  await b[Symbol.asyncDispose]()
  await a[Symbol.asyncDispose]()
})

let agents = 0
const newAgent = () => enrol(a, token, `agent-${++agents}`)

async function revoke(level: string, target: string, verb = 'revoke') {
  const body = { level, target, verb, reason: 'A test.' }
  const made = await a.request('POST', '/api/v1/tenants/acme/revocations', { body })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body
}

/** What agents ask; 401 is the answer to whom is thrown out. */
const asks: Record<string, (agent: HttpAgent, url: string) => Promise<number>> = {
  heartbeat: async (agent, url) => (await agent.ask('heartbeat', {}, {}, url)).status,
  renewal: async ({ session }, url) =>
    (await request(url, session, 'POST', '/api/v1/agent/session/renewals')).status,
  validation: async ({ session }, url) => {
    const body = { token: session }
    const { body: said } = await request(url, '', 'POST', '/api/v1/tokens/validate', { body })
    return said.valid ? 200 : 401
  },
}
const jtiOf = ({ session }: HttpAgent): string =>
  JSON.parse(Buffer.from(session.split('.')[1]!, 'base64url').toString()).jti

/** How somebody's agent can be named. */
const levels: Record<string, (agent: HttpAgent) => string> = {
  agent: ({ id }) => id,
  token: jtiOf,
  chain: ({ id }) => id,
}

test('of two hundred revocations none is answered before the other broker obeys it', async () => {
  const kinds = Object.entries(asks)
  const named = Object.entries(levels)
  for (let round = 0; round < 200; round++) {
    const agent = await newAgent()
    const [kind, ask] = kinds[round % kinds.length]!
    const [level, targetOf] = named[Math.floor(round / 3) % named.length]!
    // It is known there, so that what is remembered of it counts.
    if (kind !== 'renewal') expect(await ask(agent, b.url)).not.toBe(401)
    else expect(await asks['validation']!(agent, b.url)).toBe(200)
    await revoke(level, targetOf(agent))
    expect(await ask(agent, b.url), `${kind} after ${level} in round ${round}`).toBe(401)
  }
})

test('an expired session is refused and renewed, and the enrolment stands', async () => {
  const agent = await newAgent()
  await revoke('agent', agent.id, 'expire')
  expect(await asks['heartbeat']!(agent, b.url)).toBe(401)
  expect(await asks['renewal']!(agent, b.url)).toBe(201)
})

test('calls that go on all the time stop being accepted no later than the answer', async () => {
  for (let round = 0; round < 5; round++) {
    const agent = await newAgent()
    let answered = Infinity
    let over = false
    const accepted: number[] = []
    const callers = Array.from({ length: 4 }, async () => {
      while (!over) {
        const began = performance.now()
        if ((await asks['validation']!(agent, b.url)) === 200) accepted.push(began)
      }
    })
    await until(() => accepted.length > 4)
    await revoke('agent', agent.id)
    answered = performance.now()
    await until(() => performance.now() > answered + 300)
    over = true
    await Promise.all(callers)
    expect(accepted.filter((began) => began > answered)).toEqual([])
  }
})

/** Breaks the connection over which a broker hears of what others do: the youngest is the second one's. */
const deafen = () =>
  tables.client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'reeve-listen' and datname = current_database()
     order by backend_start desc limit 1`,
  )

test('nor does it matter that the other broker heard nothing', async () => {
  for (let round = 0; round < 5; round++) {
    const agent = await newAgent()
    expect(await asks['validation']!(agent, b.url)).toBe(200)
    await deafen()
    await revoke('agent', agent.id)
    expect(await asks['validation']!(agent, b.url)).toBe(401)
  }
})

/** Where a database listens: on a socket of this machine, or a port. */
function addressOf({ hostname, port, searchParams }: URL): string {
  const folder = searchParams.get('host')
  const number = searchParams.get('port') ?? (port || '5432')
  return folder?.startsWith('/') ? `${folder}/.s.PGSQL.${number}` : `${hostname}:${number}`
}

test('a broker that is cut off from the database accepts nothing that it cannot know', async () => {
  const direct = new URL(a.databaseUrl)
  await using proxy = await startProxy(addressOf(direct))
  const detour = new URL(direct)
  detour.host = proxy.address
  detour.searchParams.delete('host')
  detour.searchParams.delete('port')
  const cut = await a.second({ REEVE_DATABASE_URL: detour.href })
  const agent = await newAgent()
  expect(await asks['validation']!(agent, cut.url)).toBe(200)
  proxy.cut('to agent')
  await revoke('agent', agent.id)
  const asked = asks['validation']!(agent, cut.url)
  proxy.heal()
  expect(await asked).toBe(401)
  await cut[Symbol.asyncDispose]()
})

test('a token that is issued while it is being revoked is dead', async () => {
  const agent = await newAgent()
  await tables.client.query('begin')
  await tables.client.query('select from trust_counter for update')
  const revoking = revoke('agent', agent.id)
  const renewed = await agent.ask('session/renewals', undefined, {}, b.url)
  expect(renewed.status).toBe(201)
  await tables.client.query('commit')
  await revoking
  const young = { ...agent, session: renewed.body.token as string }
  expect(await asks['validation']!(young, b.url)).toBe(401)
  expect(await asks['validation']!(young, a.url)).toBe(401)
  // Who proves again who it is, even in the same moment, is in.
  const again = await enrol(a, token, `agent-${agents}`)
  expect(await asks['validation']!(again, b.url)).toBe(200)
})

test('streams and polls that wait at the other broker are cut off', async () => {
  const [streaming, polling] = [await newAgent(), await newAgent()]
  await using stream = await openStream(b.grpcAddress, streaming.session)
  const poll = polling.ask('poll', { timeout: 30 }, {}, b.url)
  await until(async () => {
    const { body } = await a.request(
      'GET',
      '/api/v1/tenants/acme/agents?liveness=online&limit=1000',
    )
    return body.items.some(({ id }: { id: string }) => id === polling.id)
  })
  await Promise.all([revoke('agent', streaming.id), revoke('agent', polling.id)])
  expect((await stream.ended).code).toBe(grpc.status.UNAUTHENTICATED)
  expect((await poll).status).toBe(401)
})

test('a ban keeps out who comes again, by id and by name, until it is lifted; nothing comes back to life', async () => {
  const agent = await newAgent()
  const name = `agent-${agents}`
  const ban = await revoke('agent', agent.id, 'ban')
  expect(ban).toMatchObject({ verb: 'ban', status: 'active', until: null, for_seconds: null })
  const enrolAt = (url: string, more: object = {}) =>
    request(url, '', 'POST', '/api/v1/agent/enrolments', {
      body: { method: 'agent_token', proof: { token }, agent: { name, ...more } },
    })
  for (const more of [{}, { id: agent.id }])
    expect(await enrolAt(b.url, more)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
  expect((await enrolAt(b.url, { name: 'somebody-else' })).status).toBe(201)
  const lifted = await a.request('POST', `/api/v1/tenants/acme/revocations/${ban.id}/lift`)
  expect(lifted).toMatchObject({ status: 200, body: { status: 'lifted' } })
  expect(await asks['validation']!(agent, b.url)).toBe(401)
  expect(await asks['renewal']!(agent, b.url)).toBe(401)
  expect((await enrolAt(b.url)).status).toBe(201)
})
