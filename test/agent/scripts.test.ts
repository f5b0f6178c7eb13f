// Scripts that mean no good, on a real agent behind a real broker: each fails alone, and the others go on.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { finished, inStatus, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let agent: TestAgent

beforeAll(async () => {
  broker = await startBroker()
  agent = startAgent(broker, await tenantWithToken(broker, 'acme'), { MAX_CONCURRENT: '3' })
})
afterAll(async () => {
  await agent[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

test.each([
  ['never ends', 'while (true);', { timeout_seconds: 1 }, 'timeout'],
  ['eats memory', 'const all = []; for (;;) all.push(new Array(1e5).fill(1))', {}, 'out-of-memory'],
  ['throws', 'throw new Error("no")', {}, 'script-error'],
  ['does not parse', 'return (', {}, 'syntax-error'],
  ['returns what is no JSON', 'return 1n', {}, 'not-serialisable'],
  ['returns too much', 'return "x".repeat(2_000_000)', {}, 'result-too-large'],
  ['calls require', 'return require("fs")', {}, 'script-error'],
  ['calls process', 'return process.env', {}, 'script-error'],
  ['calls fetch', 'return await fetch("http://127.0.0.1")', {}, 'script-error'],
])('a script that %s fails with its code', async (_, script, more, code) => {
  const id = await submit(broker, 'acme', script, more)
  expect(await finished(broker, 'acme', id)).toMatchObject({
    status: 'failed',
    attempt: 1,
    error: { code },
  })
})

test('two scripts that never end disturb neither a third nor the agent’s presence', async () => {
  const ids = [
    await submit(broker, 'acme', 'while (true);'),
    await submit(broker, 'acme', 'while (true);'),
  ]
  for (const id of ids) await inStatus(broker, 'acme', id, 'running')
  for (let n = 0; n < 5; n++) {
    const id = await submit(broker, 'acme', 'return input', { input: n })
    expect(await finished(broker, 'acme', id)).toMatchObject({ status: 'completed', result: n })
  }
  const { items } = (await broker.request('GET', '/api/v1/tenants/acme/agents')).body
  expect(items).toMatchObject([{ liveness: 'online', active_jobs: 2 }])
  for (const id of ids) await broker.request('POST', `/api/v1/tenants/acme/jobs/${id}/cancel`)
})

test('strange text survives the whole way', async () => {
  const input = {
    text: 'Grüße \u0000 \u{1F600} </script>',
    big: 12345678901234,
    list: [null, true, ''],
  }
  const id = await submit(
    broker,
    'acme',
    'log.info(input.text); progress(10, input.text); return input',
    { input },
  )
  expect(await finished(broker, 'acme', id)).toMatchObject({ status: 'completed', result: input })
})
