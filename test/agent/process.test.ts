// The agent as a process: exit codes, sentences, signals, and no secret anywhere.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startSmallBroker, welcome, type SmallBroker } from './small-broker.ts'

const AGENT_TOKEN = `agent_${'0af3'.repeat(16)}`
const root = resolve(import.meta.dirname, '../..')
const source = ['--conditions=source', '--import', 'tsx', join(root, 'agent/src/main.ts')]

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve agent '))
})
afterAll(() => rm(folder, { recursive: true }))

function launch(env: Record<string, string>, args = source) {
  const PATH = process.env['PATH'] ?? ''
  const usual = { PATH, AGENT_TOKEN, AGENT_NAME: 'rack-7', AGENT_ID_FILE: join(folder, 'agent-id') }
  const child = spawn(process.execPath, args, { cwd: root, env: { ...usual, ...env } })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    child.on('close', (code) => {
      expect(stdout + stderr).not.toMatch(/agent_0af3|jwt-\d|job-token/)
      done({ code, stdout, stderr })
    })
  })
  return { child, ended }
}

const at = (broker: SmallBroker) => ({
  BACKEND_URL: broker.url,
  BACKEND_GRPC_ADDR: broker.grpc_address,
})

describe('the process', () => {
  test.each([
    [{ AGENT_TOKEN: '' }, /^reeve-agent: AGENT_TOKEN is not set: /],
    [
      { AGENT_TOKEN: 'agent_hunter2' },
      /^reeve-agent: AGENT_TOKEN is not an agent token(?!.*hunter2)/,
    ],
    [
      { SHARED_AGENT_PLATFORM_KEY: 'ab'.repeat(32) },
      /^reeve-agent: AGENT_TOKEN and SHARED_AGENT_PLATFORM_KEY are both set(?!.*abab)/,
    ],
    [{ GRPC_TLS: 'perhaps' }, /^reeve-agent: GRPC_TLS is 'perhaps'/],
  ] as [Record<string, string>, RegExp][])(
    'ends with 2 and a sentence when set up wrongly: %j',
    async (env, said) => {
      const { code, stderr, stdout } = await launch(env).ended
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(said)
      expect(stderr.trim().split('\n').length).toBe(1)
    },
  )

  test('ends with 2 when its id file holds no id, and leaves the file alone', async () => {
    const path = join(folder, 'garbage')
    await writeFile(path, 'garbage')
    const { code, stderr } = await launch({ AGENT_ID_FILE: path }).ended
    expect(code).toBe(2)
    expect(stderr).toContain(`${path} holds no id: restore it, or delete it`)
    expect(await readFile(path, 'utf8')).toBe('garbage')
  })

  test('ends with 3 when the broker refuses, having asked once', async () => {
    await using broker = await startSmallBroker()
    const body = { code: 'token-spent', detail: 'The token was used up, expired or revoked.' }
    broker.answers['enrolments'] = () => ({ status: 401, body })
    const { code, stderr, stdout } = await launch(at(broker)).ended
    expect(code).toBe(3)
    expect(lastLine(stdout)).toMatchObject({ operation: 'stop', exit_code: 3 })
    expect(stderr).toMatch(
      /refused this agent \(HTTP 401, token-spent: .*\)\. AGENT_TOKEN is wrong/,
    )
    expect(broker.asked.length).toBe(1)
  })

  test('ends with 0 after SIGTERM, once what runs is done', async () => {
    await using broker = await startSmallBroker()
    await runsAJobAndDrains(broker, launch(at(broker)))
  })

  test('ends with 0 after SIGINT while the broker is down', async () => {
    const env = { BACKEND_URL: 'http://127.0.0.1:1', BACKEND_GRPC_ADDR: '127.0.0.1:1' }
    const { child, ended } = launch(env)
    await new Promise<void>((down) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('asking again')) down()
      })
    })
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ code: 0, stderr: '' })
  })
})

test('the compiled agent and its compiled sandbox run without a loader', async () => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const build = spawn(process.execPath, [compiler, '-b', join(root, 'agent')], { stdio: 'inherit' })
  expect(await new Promise((done) => void build.on('close', done))).toBe(0)
  await using broker = await startSmallBroker()
  await runsAJobAndDrains(broker, launch(at(broker), [join(root, 'agent/dist/main.js')]))
})

async function runsAJobAndDrains(
  broker: SmallBroker,
  { child, ended }: ReturnType<typeof launch>,
): Promise<void> {
  const stream = await broker.stream(0)
  await stream.next('hello')
  stream.say(welcome)
  const script = 'progress(1); await sleep(300); return input * 2'
  const payload = Buffer.from(JSON.stringify({ script, input: 21 }))
  const usual = { tenant: 'acme', type: 'script', job_token: 'job-token', timeout_ms: 60_000 }
  stream.say({ assignment: { job: 'job-1', attempt: 1, ...usual, payload, lease_ms: 30_000 } })
  await stream.next('report', ({ report }) => Boolean(report?.progress))
  child.kill('SIGTERM')
  await stream.next('farewell')
  const { report } = await stream.next('report', (message) => Boolean(message.report?.result))
  expect(String(report?.result?.result)).toBe('42')
  const { stdout, ...rest } = await ended
  expect(rest).toEqual({ code: 0, stderr: '' })
  expect(lastLine(stdout)).toMatchObject({ operation: 'stop', msg: 'drained' })
}

/** Nothing that was logged is lost at the end. */
const lastLine = (stdout: string): unknown => JSON.parse(stdout.trimEnd().split('\n').at(-1)!)
