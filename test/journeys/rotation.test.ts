// Signing keys and the master key change under load, broker by broker, and no request is lost.
import { randomBytes } from 'node:crypto'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { request } from '../support/broker.ts'
import { enrol, type HttpAgent, type HttpAssignment, report } from '../support/http-agents.ts'
import { testDatabase, type TestDatabase } from '../support/postgres.ts'
import { brokerProcess, type BrokerProcess } from '../support/process.ts'
import { until } from '../support/wait.ts'

const [before, after] = [randomBytes(32).toString('hex'), randomBytes(32).toString('hex')]
const adminToken = `reeve_${randomBytes(32).toString('hex')}`
const processes: BrokerProcess[] = []
let database: TestDatabase

const start = async (env: Record<string, string>): Promise<BrokerProcess> => {
  const broker = await brokerProcess({
    REEVE_DATABASE_URL: database.url,
    REEVE_ADMIN_TOKEN: adminToken,
    REEVE_TASK_INLINE_MAX_CONCURRENT: '0',
    REEVE_LEASE_SECONDS: '3600', // its agent holds a job all the while, and says nothing
    ...env,
  })
  processes.push(broker)
  await broker.start()
  return broker
}
const old = { REEVE_MASTER_KEY: before }
const changing = { REEVE_MASTER_KEY: after, REEVE_MASTER_KEY_PREVIOUS: before }

beforeAll(async () => {
  database = await testDatabase()
}, 60_000)
afterAll(async () => {
  await Promise.all(processes.map((one) => one[Symbol.asyncDispose]()))
  await database[Symbol.asyncDispose]()
})

/** Asks for ever, of the brokers that are in service just now; each answer that is no success is kept. */
function load(inService: () => BrokerProcess[], agent: HttpAgent) {
  const failed: unknown[] = []
  const done = { submits: 0, validations: 0, renewals: 0, secrets: 0 }
  let [token, stopped, turn] = [agent.session, false, 0]
  const ask = async (path: string, body: object | undefined, as = adminToken) => {
    const broker = inService()[turn++ % inService().length]!
    const answer = await request(broker.url, as, 'POST', path, body ? { body } : {})
    if (answer.status >= 300 || answer.body.valid === false) failed.push({ path, ...answer })
    return answer
  }
  const loop = async (name: keyof typeof done, work: () => Promise<unknown>) => {
    while (!stopped) {
      await work()
      done[name] += 1
    }
  }
  const job = { type: 'script', payload: { script: 'return 1' } }
  const loops = [
    loop('submits', () => ask('/api/v1/tenants/acme/jobs', job)),
    loop('validations', () => ask('/api/v1/tokens/validate', { token })),
    loop('renewals', async () => {
      token = (await ask('/api/v1/agent/session/renewals', undefined, token)).body.token ?? token
    }),
    loop('secrets', () =>
      ask('/api/v1/tenants/acme/secrets', { name: `s-${done.secrets}`, value: 'x' }),
    ),
  ]
  return {
    done,
    failed,
    signer: () => decodeProtectedHeader(token).kid,
    async stop() {
      stopped = true
      await Promise.all(loops)
    },
  }
}

test('signing keys, then the master key, change under load', async () => {
  const [first, second] = [await start(old), await start(old)]
  const ask = (path: string, body?: object, broker = first) =>
    request(broker.url, adminToken, 'POST', path, body ? { body } : {})
  await ask('/api/v1/plans', { name: 'wide', max_concurrent_jobs: 10, max_queued_jobs: 1_000_000 })
  await ask('/api/v1/tenants', { slug: 'acme', plan: 'wide' })
  const { token } = (await ask('/api/v1/tenants/acme/agent-tokens', { name: 'a' })).body
  const agents = [
    await enrol(first as never, token, 'worker'),
    await enrol(first as never, token, 'busy'),
  ] as const
  await ask('/api/v1/tenants/acme/jobs', { type: 'script', payload: { script: 'return 1' } })
  const polled = await agents[0].ask('poll', { timeout: 30 })
  const [work] = polled.body.jobs as [HttpAssignment]
  expect((await report(agents[0], work, 'ack')).status).toBe(204)

  let inService = [first, second]
  const loaded = load(() => inService, agents[1])
  const more = async () => {
    const so = { ...loaded.done }
    await until(() => Object.entries(loaded.done).every(([key, n]) => n > so[key as 'submits'] + 3))
  }
  await more()
  for (let turn = 0; turn < 3; turn++) {
    const { kid } = (await ask('/api/v1/signing-keys/rotate', { publish_seconds: 0 })).body
    await until(() => loaded.signer() === kid)
    await more()
  }

  // One by one, as a rolling update does it: out of service, stopped, started with the new key, in service.
  inService = [second]
  await more()
  await first.kill('SIGTERM')
  const third = await start(changing)
  inService = [second, third]
  await more()
  expect((await ask('/api/v1/master-keys/retire', {}, third)).status).toBe(409)
  inService = [third]
  await more()
  await second.kill('SIGTERM')
  const fourth = await start(changing)
  inService = [third, fourth]
  await more()
  const retired = await until(
    () => ask('/api/v1/master-keys/retire', {}, third),
    ({ status }) => status === 200,
  )
  expect(retired.body.retired).toBe(1)
  const fifth = await start({ REEVE_MASTER_KEY: after })
  inService = [fifth, third]
  await more()
  await loaded.stop()
  expect(loaded.failed).toEqual([])

  // A job token from before, and an enrolment from before.
  const ended = await request(
    fifth.url,
    agents[0].session,
    'POST',
    `/api/v1/agent/jobs/${work.job}/result`,
    {
      body: { attempt: work.attempt, status: 'completed' },
      headers: { 'x-job-token': work.job_token },
    },
  )
  expect(ended.status, JSON.stringify(ended.body)).toBe(204)
  await expect(start(old)).rejects.toThrow(/REEVE_MASTER_KEY/)
}, 240_000)
