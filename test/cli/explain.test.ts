// Why a job is where it is, as people read it: a sentence; as programs do: the reasons.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestBroker, startBroker } from '../support/broker.ts'
import { type Cli, cli } from '../support/cli.ts'
import { submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let shell: Cli
beforeAll(async () => {
  broker = await startBroker()
  shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken, REEVE_TENANT: 'acme' })
  await tenantWithToken(broker, 'acme')
})
afterAll(async () => {
  await shell[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

test('what a job waits for is a sentence, and with --json its reasons', async () => {
  const id = await submit(broker, 'acme', 'return 1')
  const said = await shell.reeve(['job', 'explain', id])
  const sentence = 'No agent of the tenant’s own is connected with worker type task.'
  expect(said).toMatchObject({ code: 0, stdout: `${sentence}\n`, stderr: '' })
  const told = await shell.reeve(['job', 'explain', id, '--json'])
  expect(JSON.parse(told.stdout)).toMatchObject({
    status: 'queued',
    summary: sentence,
    reasons: [{ code: 'no-agent', missing: [] }],
  })
})

test('several reasons are as many sentences, most telling first', async () => {
  const not_before = '2099-01-01T00:00:00Z'
  const id = await submit(broker, 'acme', 'return 1', { not_before })
  const { stdout } = await shell.reeve(['job', 'explain', id])
  expect(stdout).toMatch(/^It may not begin before 2099-01-01T00:00:00.000Z. No agent .*\.\n$/)
})
