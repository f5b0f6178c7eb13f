// Submitting jobs and waiting for them, with a real agent at the other end.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { type TestBroker, startBroker } from '../support/broker.ts'
import { type Cli, cli, spawnCli } from '../support/cli.ts'

let broker: TestBroker
let shell: Cli
let agent: TestAgent

beforeAll(async () => {
  broker = await startBroker()
  shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken, REEVE_TENANT: 'acme' })
  for (const slug of ['acme', 'idle']) await shell.reeve(['tenant', 'create', '--slug', slug])
  const { stdout } = await shell.reeve(['agent-token', 'create', '--name', 'rack', '--json'])
  agent = startAgent(broker, (JSON.parse(stdout) as { token: string }).token)
})
afterAll(async () => {
  await agent[Symbol.asyncDispose]()
  await shell[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

async function script(text: string): Promise<string> {
  const file = join(shell.folder, `${Math.random()}.js`)
  await writeFile(file, text)
  return file
}

test('a job that completes leaves its result on stdout and its lines on stderr', async () => {
  const file = await script(
    "log.info('adding\\u001b[31m'); progress(50, 'half'); return { sum: input.a + input.b }",
  )
  const argv = ['job', 'submit', '--script', file, '--input', '{"a":1,"b":2}', '--wait']
  const { code, stdout, stderr } = await shell.reeve(argv)
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toEqual({ sum: 3 })
  expect(stderr).toMatch(/^Submitted job [0-9a-f-]{36}\.\ninfo {2}adding\\u001b\[31m\n$/)
})

test('on a terminal a line shows how far it is, and is gone at the end', async () => {
  const { stderr } = await shell.reeve(['job', 'submit', '--script', '-', '--wait'], {
    stdin: 'return 1',
    columns: 60,
  })
  expect(stderr.split('\r\u001b[2K')[1]).toMatch(/^job [0-9a-f-]{36}: /)
  expect(stderr.endsWith('\r\u001b[2K')).toBe(true)
})

test('a job that fails ends with code 1 and says why', async () => {
  const file = await script("throw new Error('no luck')")
  const { code, stdout, stderr } = await shell.reeve(['job', 'submit', '--script', file, '--wait'])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^Job [0-9a-f-]{36} failed: script-error: .*no luck/m)
})

test('the payload may be typed as it is, and --json prints the whole job', async () => {
  const payload = JSON.stringify({ script: 'return input * 2', input: 21 })
  const { code, stdout } = await shell.reeve([
    'job',
    'submit',
    '--payload',
    payload,
    '--wait',
    '--json',
  ])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ status: 'completed', result: 42 })
})

test('without --wait the job is printed as it was accepted', async () => {
  const submit = ['job', 'submit', '--script', '-', '--tenant', 'idle']
  const { stdout } = await shell.reeve(submit, { stdin: 'return 1' })
  expect(stdout).toMatch(/^status: +queued$/m)
  const listed = await shell.reeve(['job', 'list', '--status', 'queued', '--tenant', 'idle'])
  expect(listed.stdout.split('\n')[0]!.split(/ +/).slice(0, 3)).toEqual(['ID', 'TENANT', 'STATUS'])
})

test('waiting ends with code 124 when its time is over, and 1 when the job is cancelled', async () => {
  const submit = ['job', 'submit', '--script', '-', '--tenant', 'idle']
  const overdue = await shell.reeve([...submit, '--wait', '--timeout', '0.3'], {
    stdin: 'return 1',
  })
  expect(overdue).toMatchObject({ code: 124, stdout: '' })
  const [id] = /(?<=reeve job wait )\S+/.exec(overdue.stderr)!
  const waiting = shell.reeve(['job', 'wait', id!, '--tenant', 'idle'])
  expect((await shell.reeve(['job', 'cancel', id!, '--tenant', 'idle'])).code).toBe(0)
  expect(await waiting).toMatchObject({ code: 1, stderr: `Job ${id} was cancelled\n` })
})

test('Ctrl-C ends the waiting and not the job, and says how to go on', async () => {
  const argv = ['job', 'submit', '--script', '-', '--tenant', 'idle', '--wait']
  const child = spawnCli(argv, shell.env, 'return 1')
  await child.told('Submitted job')
  child.kill('SIGINT')
  const { code, stderr } = await child.ended
  expect(code).toBe(130)
  expect(stderr).toMatch(
    /^Stopped waiting\. The job goes on\. .*reeve job cancel [0-9a-f-]{36} --tenant idle\.$/m,
  )
  const newest = await shell.reeve(['job', 'list', '--tenant', 'idle', '--json', '--limit', '1'])
  expect(JSON.parse(newest.stdout)[0].status).toBe('queued')
})

test('mistakes in the payload are told by the flags that were typed', async () => {
  const empty = await shell.reeve(['job', 'submit', '--script', '-'], { stdin: '' })
  expect(empty).toMatchObject({ code: 1, stderr: expect.stringMatching(/^ {2}--script: /m) })
  const broken = await shell.reeve(['job', 'submit', '--script', '-', '--input', '{a'], {
    stdin: 'return 1',
  })
  expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('It is not JSON') })
  const both = await shell.reeve(['job', 'submit', '--payload', '{}', '--script', '-'], {
    stdin: '',
  })
  expect(both).toMatchObject({ code: 2 })
})

test('following a job prints its lines as they come and ends as it does', async () => {
  const submitted = await shell.reeve(['job', 'submit', '--script', '-', '--json'], {
    stdin:
      "log.info('one\\u001b[31m'); progress(50, 'half'); await sleep(300); log.warn('two'); return 1",
  })
  const { id } = JSON.parse(submitted.stdout) as { id: string }
  const { code, stdout, stderr } = await shell.reeve(['job', 'follow', id])
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'info  one\\u001b[31m\nwarn  two\n' })
  expect(stderr).toMatch(
    /^queued\nassigned \(attempt 1\) to [0-9a-f-]{36}\nrunning\n50 % half\ncompleted\n$/,
  )
  const json = await shell.reeve(['job', 'follow', id, '--json'])
  const events = json.stdout.trimEnd().split('\n')
  expect(JSON.parse(events.at(-1)!)).toMatchObject({ event: 'end', status: 'completed' })
})

test('following a job that does not complete ends with code 1, and with 130 on Ctrl-C', async () => {
  const submit = ['job', 'submit', '--script', '-', '--json', '--tenant', 'idle']
  const { stdout } = await shell.reeve(submit, { stdin: 'return 1' })
  const { id } = JSON.parse(stdout) as { id: string }
  const child = spawnCli(['job', 'follow', id, '--tenant', 'idle'], shell.env)
  await child.told('queued')
  child.kill('SIGINT')
  expect(await child.ended).toMatchObject({ code: 130, stderr: expect.stringContaining('goes on') })
  const following = shell.reeve(['job', 'follow', id, '--tenant', 'idle'])
  await shell.reeve(['job', 'cancel', id, '--tenant', 'idle'])
  expect(await following).toMatchObject({ code: 1, stdout: '', stderr: 'queued\ncancelled\n' })
  const missing = await shell.reeve(['job', 'follow', id, '--tenant', 'acme'])
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('not-found') })
})

test('what explains itself is printed as a sentence, and with --json as it is', async () => {
  const submit = ['job', 'submit', '--script', '-', '--json', '--tenant', 'idle']
  const { stdout } = await shell.reeve(submit, { stdin: 'return 1' })
  const { id } = JSON.parse(stdout) as { id: string }
  const job = await shell.reeve(['job', 'explain', id, '--tenant', 'idle'])
  expect(job).toMatchObject({ code: 0, stdout: expect.stringMatching(/^No agent .*\.\n$/) })
  const listed = await shell.reeve(['agent', 'list', '--json'])
  const [{ id: agentId }] = JSON.parse(listed.stdout) as [{ id: string }]
  const said = await shell.reeve(['agent', 'explain', agentId])
  expect(said.stdout).toBe('No job waits at the tenants that it works for.\n')
  const whole = await shell.reeve(['agent', 'explain', agentId, '--json'])
  expect(JSON.parse(whole.stdout)).toMatchObject({ ready: true, reasons: [{ code: 'no-work' }] })
  const stats = await shell.reeve(['agent-stats', '--json'])
  expect(JSON.parse(stats.stdout)).toMatchObject({ agents: 1, online: 1, load: 0 })
})
