// An agent as others run it in their process, against a small broker that is there for one test.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAgent, createLogger, readConfig } from '@reeve/agent'
import { afterEach, beforeEach, expect } from 'vitest'
import {
  startSmallBroker,
  welcome,
  type FromAgent,
  type SmallBroker,
  type Stream,
} from './small-broker.ts'

export const AGENT_TOKEN = `agent_${'0af3'.repeat(16)}`
export const one = { job: 'job-1', attempt: 1 }

export interface Scene {
  folder: string
  broker: SmallBroker
  stop: AbortController
  /** Everything the agent logged. */
  log: string
  /** Ends as the agent ends. */
  start(env?: Record<string, string>): Promise<void>
  /** An open session; reports are acknowledged and leases renewed unless a test turns that off. */
  session(index?: number): Promise<Stream>
}

/** A scene for each test of a file; after each, no secret may have been logged. */
export function sceneForEach(): Scene {
  const scene = { start, session } as Scene
  let running: Promise<void> = Promise.resolve()
  beforeEach(async () => {
    scene.folder = await mkdtemp(join(tmpdir(), 'reeve agent '))
    scene.broker = await startSmallBroker()
    scene.stop = new AbortController()
    scene.log = ''
  })
  afterEach(async () => {
    scene.stop.abort()
    await running.catch(() => {})
    await scene.broker[Symbol.asyncDispose]()
    await rm(scene.folder, { recursive: true })
    expect(scene.log).not.toMatch(/agent_0af3|jwt-\d|job-token/)
  })

  function start(env: Record<string, string> = {}): Promise<void> {
    const config = readConfig({
      AGENT_TOKEN,
      AGENT_NAME: 'rack-7',
      BACKEND_URL: scene.broker.url,
      BACKEND_GRPC_ADDR: scene.broker.grpc_address,
      AGENT_ID_FILE: join(scene.folder, 'agent-id'),
      DRAIN_TIMEOUT: '0',
      MAX_CONCURRENT: '2',
      LOG_LEVEL: 'debug',
      ...env,
    })
    const logger = createLogger('debug', { write: (line) => void (scene.log += line) })
    running = createAgent({ config, logger }).run(scene.stop.signal)
    running.catch(() => {})
    return running
  }

  async function session(index = 0): Promise<Stream> {
    const stream = await scene.broker.stream(index)
    await stream.next('hello')
    stream.say(welcome)
    return stream
  }
  return scene
}

export function assign(stream: Stream, script: string, given: Record<string, unknown> = {}): void {
  const payload = Buffer.from(JSON.stringify({ script, input: { a: 20, b: 22 } }))
  const usual = {
    ...one,
    tenant: 'acme',
    type: 'script',
    job_token: 'job-token',
    timeout_ms: 60_000,
  }
  stream.say({ assignment: { ...usual, payload, lease_ms: 30_000, ...given } })
}

export const report =
  (kind: 'started' | 'progress' | 'lines' | 'result') =>
  (message: FromAgent): boolean =>
    Boolean(message.report?.[kind])
