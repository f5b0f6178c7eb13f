// `--dry-run`: what a command would do, without doing it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestBroker, startBroker } from '../support/broker.ts'
import { type Cli, cli } from '../support/cli.ts'

let broker: TestBroker
let shell: Cli
beforeAll(async () => {
  broker = await startBroker()
  shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken })
})
afterAll(async () => {
  await shell[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

test('shows what would be made, says that it was not, and shows no secret', async () => {
  await shell.reeve(['tenant', 'create', '--slug', 'acme'])
  const make = ['agent-token', 'create', '--tenant', 'acme', '--name', 'racks']
  const tried = await shell.reeve([...make, '--dry-run'])
  expect(tried).toMatchObject({
    code: 0,
    stderr: 'Nothing was changed: this is what it would be.\n',
  })
  expect(tried.stdout).toMatch(/^name: +racks$/m)
  expect(tried.stdout).not.toContain('agent_')
  const list = await shell.reeve(['agent-token', 'list', '--tenant', 'acme'])
  expect(list.stderr).toBe('There are none.\n')
})

test('a refusal is the command’s own, and a warning is told beside the answer', async () => {
  const over = ['tenant', 'create', '--slug', 'big', '--task-max-concurrent', '9', '--dry-run']
  const refused = await shell.reeve(over)
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('is over the plan: free allows 2 at once, you ask 9')
  await shell.reeve([...over.slice(0, -1), '--plan', 'pro'])
  const moved = await shell.reeve(['tenant', 'update', 'big', '--plan', 'free', '--dry-run'])
  expect(moved.code).toBe(0)
  expect(moved.stderr).toContain('Warning: /task_max_concurrent is over the plan: free allows 2')
  const gone = await shell.reeve(['tenant', 'delete', 'big', '--dry-run'])
  expect(gone).toMatchObject({ code: 0, stdout: '' })
  expect((await shell.reeve(['tenant', 'get', 'big'])).stdout).toMatch(/^plan: +pro$/m)
})
