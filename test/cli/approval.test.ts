// Approval from the command line: registered ahead, tried without effect, let in by the dozen.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cli, cli } from '../support/cli.ts'
import { type Pods, startPods } from '../support/pods.ts'

let pods: Pods
let person: Cli
beforeAll(async () => {
  pods = await startPods()
  const { url, adminToken } = pods.broker
  person = await cli({ REEVE_URL: url, REEVE_TOKEN: adminToken, REEVE_TENANT: 'system' })
})
afterAll(async () => {
  await person[Symbol.asyncDispose]()
  await pods[Symbol.asyncDispose]()
})

const reeve = async (...argv: string[]) => {
  const said = await person.reeve([...argv, '--json'])
  expect(said.code, said.stderr).toBe(0)
  return JSON.parse(said.stdout || 'null')
}
const rules = JSON.stringify([
  { action: 'approve', methods: ['service_account'], namespaces: ['prod'] },
])

test('an agent is registered, and a policy tried and then made', async () => {
  const registered = await reeve('agent', 'create', '--name', 'rack-8')
  expect(registered).toMatchObject({ tenant: 'system', registered: true })
  await pods.come(pods.pod())
  const dry = await reeve('approval-policy', 'preview', '--rules', rules)
  expect(dry).toMatchObject({ before: { pending: 1 }, after: { approve: 1, pending: 0 } })
  await reeve('approval-policy', 'create', '--name', 'cluster', '--rules', rules)
  expect((await pods.come(pods.pod())).body.status).toBe('approved')
  expect(await reeve('approval-policy', 'list')).toHaveLength(2)
})

test('those that wait are let in at once, by what they are', async () => {
  const minted = { namespace: 'dev' }
  const waiting = [await pods.come(pods.pod(), { minted }), await pods.come(pods.pod(), { minted })]
  const ids = waiting.map(({ body }) => body.agent)
  const decided = await reeve('agents', 'approve', '--all-pending', '--namespace', 'dev')
  expect(decided.items.map(({ agent }: { agent: string }) => agent)).toEqual(ids)
  const [first, second] = ids as [string, string]
  expect(await reeve('agent', 'ban', first, '--reason', 'Lost.')).toMatchObject({
    administration: 'banned',
  })
  expect(await reeve('agent', 'enable', first)).toMatchObject({ administration: 'enabled' })
  expect(await reeve('agent', 'disable', second)).toMatchObject({ administration: 'disabled' })
  expect(await reeve('agent-enrolment', 'list', first)).toMatchObject([
    { method: 'service_account', state: 'denied' },
  ])
})
