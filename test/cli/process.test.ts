// The process itself: exit codes, streams, and what a shell does to it.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { cli, spawnCli } from '../support/cli.ts'
import { problem, send, startMemoryBroker } from '../support/memory-broker.ts'

const run = promisify(execFile)

test('help goes to stdout and ends with 0, a mistake to stderr and ends with 2', async () => {
  await using shell = await cli()
  const help = await spawnCli(['--help'], shell.env).ended
  expect(help).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringContaining('Usage: reeve'),
  })
  expect(await spawnCli(['tenant', 'lst'], shell.env).ended).toMatchObject({ code: 2, stdout: '' })
})

test('no broker: code 3, and the address with where it was said', async () => {
  await using shell = await cli({ REEVE_URL: 'http://127.0.0.1:9', REEVE_TOKEN: 'reeve_x' })
  const { code, stdout, stderr } = await spawnCli(['tenant', 'list'], shell.env).ended
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toContain('No answer from a broker at http://127.0.0.1:9')
  expect(stderr).toContain('The address comes from REEVE_URL.')
})

test('a broker that cannot answer now is code 3 as well, after a few attempts', async () => {
  await using broker = await startMemoryBroker()
  broker.fault = (_, response) => (problem(response, 503, 'unavailable', 'It starts.'), true)
  await using shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: 'reeve_x' })
  expect((await shell.reeve(['tenant', 'list'])).code).toBe(3)
  expect(broker.calls.length).toBeGreaterThan(3)
})

test('a reader that stops early is no failure', async () => {
  await using broker = await startMemoryBroker()
  const items = Array.from({ length: 5000 }, (_, i) => ({
    name: `pool-${i}`,
    description: 'x'.repeat(200),
  }))
  broker.fault = (_, response) => (send(response, 200, { items, next_cursor: null }), true)
  await using shell = await cli()
  const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))
  const command = `set -o pipefail; "${process.execPath}" --conditions=source --import tsx "${main}" pool list --all | head -1`
  const env = { ...process.env, ...shell.env, REEVE_URL: broker.url, REEVE_TOKEN: 'reeve_x' }
  const { stdout, stderr } = await run('bash', ['-c', command], { env })
  expect(stdout).toMatch(/^NAME/)
  expect(stderr).toBe('')
})

test('what a broker says cannot steer the terminal', async () => {
  await using broker = await startMemoryBroker()
  const evil = 'x\u001b]0;owned\u0007\n\u202eevil\u009b31m'
  await using shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: 'reeve_x' })
  broker.fault = (_, response) => (
    send(response, 200, { items: [{ name: evil }], next_cursor: null }),
    true
  )
  const listed = await shell.reeve(['pool', 'list'], { columns: 80 })
  const json = await shell.reeve(['pool', 'list', '--json'])
  expect(JSON.parse(json.stdout)).toEqual([{ name: evil }])
  broker.fault = (_, response) => (problem(response, 409, 'conflict', evil), true)
  const refused = await shell.reeve(['pool', 'list'])
  for (const text of [listed.stdout, json.stdout, refused.stderr]) {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
  }
  expect(listed.stdout.split('\n')).toHaveLength(3)
})

test('a change that someone else made meanwhile is refused and not overwritten', async () => {
  await using broker = await startMemoryBroker()
  await using shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: 'reeve_x' })
  await shell.reeve(['pool', 'create', '--name', 'gpu'])
  broker.fault = ({ method }) => {
    if (method === 'PUT') broker.objects[0]!.fields['revision'] = 7
    return false
  }
  const { code, stderr } = await shell.reeve(['pool', 'update', 'gpu', '--description', 'mine'])
  expect(code).toBe(1)
  expect(stderr).toContain('(stale, ')
  expect(broker.objects[0]!.fields['description']).toBe('')
})
