// The line of numbers that a broker logs from time to time, for those who read logs and no metrics.
import { expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import { submit, tenantWithToken } from '../support/work.ts'
import { until } from '../support/wait.ts'

test('says how many jobs wait and run, and how many agents there are', async () => {
  await using broker = await startBroker({ REEVE_STATISTICS_SECONDS: '1' })
  const token = await tenantWithToken(broker, 'acme')
  const body = { method: 'agent_token', proof: { token }, agent: { name: 'one' } }
  const session = (await broker.request('POST', '/api/v1/agent/enrolments', { body })).body.token
  const told = () =>
    broker
      .log()
      .split('\n')
      .filter((line) => line.includes('"operation":"statistics"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  const empty = await until(
    () => told().at(-1),
    (line) => line?.['agents_offline'] === 1,
  )
  expect(empty).toMatchObject({
    queued: 0,
    assigned: 0,
    running: 0,
    agents_online: 0,
    agents_draining: 0,
    oldest_queued_seconds: null,
  })
  for (let n = 0; n < 3; n++) await submit(broker, 'acme', 'return 1')
  const poll = { timeout: 0, max_concurrent: 2 }
  await broker.request('POST', '/api/v1/agent/poll', { body: poll, token: session })
  const full = await until(
    () => told().at(-1),
    (line) => line?.['assigned'] === 2,
  )
  expect(full).toMatchObject({
    queued: 1,
    running: 0,
    agents_online: 1,
    oldest_queued_seconds: expect.any(Number),
  })
})
