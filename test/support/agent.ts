// Agents for tests: in the test's own process, or as a process of their own that can be killed.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createAgent, createLogger, readConfig } from '@reeve/agent'
import { afterAll } from 'vitest'

interface Place {
  url: string
  grpcAddress: string
}

/** Where this test file's agents keep their ids. */
const ids = mkdtempSync(join(tmpdir(), 'reeve-agents-'))
afterAll(() => rmSync(ids, { recursive: true, force: true })) // after the file's own hooks, which end its agents

export interface TestAgent extends AsyncDisposable {
  /** Settles when the agent has ended; rejects with what ended it. */
  done: Promise<void>
  /** Asks it to drain. */
  stop: () => void
  log: () => string
}

function agentEnvironment(
  broker: Place,
  token: string,
  env: Record<string, string> = {},
): Record<string, string> {
  return {
    AGENT_TOKEN: token,
    AGENT_NAME: `agent-${randomUUID()}`,
    AGENT_ID_FILE: join(ids, randomUUID()),
    BACKEND_URL: broker.url,
    BACKEND_GRPC_ADDR: broker.grpcAddress,
    DRAIN_TIMEOUT: '5',
    LOG_LEVEL: 'debug',
    ...env,
  }
}

/** An agent in this process. */
export function startAgent(
  broker: Place,
  token: string,
  env: Record<string, string> = {},
): TestAgent {
  const sink = new PassThrough()
  let logged = ''
  sink.on('data', (chunk: Buffer) => (logged += chunk.toString()))
  const config = readConfig(agentEnvironment(broker, token, env))
  const stop = new AbortController()
  const done = createAgent({ config, logger: createLogger('debug', sink) }).run(stop.signal)
  done.catch(() => {}) // a test that cares awaits it
  return {
    done,
    stop: () => stop.abort(),
    log: () => logged,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await done.catch(() => {})
    },
  }
}

export interface AgentProcess extends AsyncDisposable {
  pid: number
  kill: (signal: NodeJS.Signals) => void
  /** Its exit code, or null when a signal ended it. */
  exited: Promise<number | null>
  output: () => string
}

/** An agent as users run it. */
export function spawnAgent(
  broker: Place,
  token: string,
  env: Record<string, string> = {},
): AgentProcess {
  const main = fileURLToPath(new URL('../../agent/src/main.ts', import.meta.url))
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main], {
    env: { PATH, ...agentEnvironment(broker, token, env) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const exited = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => resolve(code)),
  )
  return {
    pid: child.pid!,
    kill: (signal) => void child.kill(signal),
    exited,
    output: () => output,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}
