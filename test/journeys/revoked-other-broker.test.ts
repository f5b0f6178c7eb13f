// A broker is frozen while another one revokes: when it wakes up it accepts nothing that ended meanwhile.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/broker.ts'
import { testDatabase, type TestDatabase } from '../support/postgres.ts'
import { type BrokerProcess, brokerProcess } from '../support/process.ts'
import { tenantWithToken } from '../support/work.ts'

let database: TestDatabase
let a: BrokerProcess
let b: BrokerProcess
let token: string
beforeAll(async () => {
  database = await testDatabase()
  const env = {
    REEVE_DATABASE_URL: database.url,
    REEVE_MASTER_KEY: randomBytes(32).toString('hex'),
    REEVE_ADMIN_TOKEN: `reeve_${randomBytes(32).toString('hex')}`,
    REEVE_DATABASE_CONNECTIONS: '4',
    REEVE_TASK_INLINE_MAX_CONCURRENT: '0',
  }
  a = await brokerProcess(env)
  b = await brokerProcess(env)
  await a.start()
  await b.start()
  token = await tenantWithToken(a, 'acme')
})
afterAll(async () => {
  await b?.[Symbol.asyncDispose]()
  await a?.[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

test('1 · frozen, passed over, and awake again', async () => {
  for (let round = 0; round < 3; round++) {
    const body = { method: 'agent_token', proof: { token }, agent: { name: `rack-${round}` } }
    const { agent, token: session } = (
      await a.request('POST', '/api/v1/agent/enrolments', { body })
    ).body
    const heartbeat = () => request(b.url, session, 'POST', '/api/v1/agent/heartbeat', { body: {} })
    expect((await heartbeat()).status).not.toBe(401)
    b.signal('SIGSTOP')
    const asked = heartbeat() // it waits before the door
    const revoked = await a.request('POST', '/api/v1/tenants/acme/revocations', {
      body: { level: 'agent', target: agent, reason: 'A test.' },
    })
    expect(revoked.status).toBe(201)
    b.signal('SIGCONT')
    for (const answer of [asked, heartbeat()]) expect((await answer).status).toBe(401)
  }
})
