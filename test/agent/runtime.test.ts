// The agent as others run it in their process, against a real HTTP server and a real gRPC stream.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAgent, createLogger, readConfig } from '@reeve/agent'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  agentId,
  startSmallBroker,
  welcome,
  type FromAgent,
  type SmallBroker,
  type Stream,
} from './small-broker.ts'

const AGENT_TOKEN = `agent_${'0af3'.repeat(16)}`
const one = { job: 'job-1', attempt: 1 }

let folder: string
let broker: SmallBroker
let stop: AbortController
let log: string
let running: Promise<void>

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve agent '))
  broker = await startSmallBroker()
  stop = new AbortController()
  log = ''
})
afterEach(async () => {
  stop.abort()
  await running.catch(() => {})
  await broker[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
  expect(log).not.toMatch(/agent_0af3|jwt-\d|job-token/)
})

function start(env: Record<string, string> = {}): Promise<void> {
  const config = readConfig({
    AGENT_TOKEN,
    AGENT_NAME: 'rack-7',
    BACKEND_URL: broker.url,
    BACKEND_GRPC_ADDR: broker.grpc_address,
    AGENT_ID_FILE: join(folder, 'agent-id'),
    DRAIN_TIMEOUT: '0',
    MAX_CONCURRENT: '2',
    LOG_LEVEL: 'debug',
    ...env,
  })
  const logger = createLogger('debug', { write: (line) => void (log += line) })
  running = createAgent({ config, logger }).run(stop.signal)
  running.catch(() => {})
  return running
}

/** An open session; reports are acknowledged and leases renewed unless a test turns that off. */
async function session(index = 0): Promise<Stream> {
  const stream = await broker.stream(index)
  await stream.next('hello')
  stream.say(welcome)
  return stream
}

function assign(stream: Stream, script: string, given: Record<string, unknown> = {}): void {
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

const report = (kind: 'started' | 'progress' | 'lines' | 'result') => (message: FromAgent) =>
  Boolean(message.report?.[kind])

describe('an agent', () => {
  test('enrols, runs a job, reports it, and leaves when told', async () => {
    const ended = start()
    const stream = await session()
    expect(broker.asked.map(({ path }) => path)).toEqual(['/api/v1/agent/enrolments'])
    expect(broker.asked[0]?.body).toMatchObject({
      method: 'agent_token',
      proof: { token: AGENT_TOKEN },
      agent: { id: null, name: 'rack-7', max_concurrent: 2, tenant_slug: null },
    })
    expect(stream.authorization).toBe('Bearer jwt-1')
    expect(stream.received[0]?.hello).toMatchObject({ worker_type: 'task', max_concurrent: 2 })

    assign(stream, 'log.info("adding"); progress(50, "half"); return { sum: input.a + input.b }')
    const started = await stream.next('report', report('started'))
    expect(started.report).toMatchObject({ sequence: 1, attempt: one, job_token: 'job-token' })
    const progress = await stream.next('report', report('progress'))
    expect(progress.report?.progress).toEqual({ percent: 50, message: 'half' })
    const lines = await stream.next('report', report('lines'))
    expect(lines.report?.lines?.lines).toEqual([
      { number: 1, level: 'info', text: 'adding', at: expect.stringMatching(/^\d{4}-.*Z$/) },
    ])
    const result = await stream.next('report', report('result'))
    expect(result.report?.result?.status).toBe('completed')
    expect(String(result.report?.result?.result)).toBe('{"sum":42}')

    expect(await readFile(join(folder, 'agent-id'), 'utf8')).toBe(`${agentId}\n`)
    stop.abort()
    await stream.next('farewell')
    await ended
    await stream.closed
  })

  test('keeps beating while a script spins in each slot, and stops one when it is cancelled', async () => {
    void start()
    const stream = await session()
    for (const job of ['job-1', 'job-2']) assign(stream, 'progress(1); while (true);', { job })
    await stream.next('report', (m) => m.report?.attempt?.job === 'job-1' && !!m.report.progress)
    await stream.next('report', (m) => m.report?.attempt?.job === 'job-2' && !!m.report.progress)
    for (let beats = 0; beats < 5; beats += 1) {
      const heard = stream.received.filter(({ heartbeat }) => heartbeat).length
      let count = 0
      const beat = await stream.next('heartbeat', () => (count += 1) > heard)
      expect(beat.heartbeat?.running?.map(({ job }) => job)).toEqual(['job-1', 'job-2'])
    }
    stream.say({ cancellation: { attempt: one, reason: 'by an operator' } })
    const result = await stream.next('report', report('result'))
    expect(result.report).toMatchObject({ attempt: one, result: { status: 'cancelled' } })
  })

  test('goes on through a lost stream: names what runs, and repeats what was not acknowledged', async () => {
    void start()
    const first = await session()
    assign(first, 'log.info("kept"); await sleep(300); return 1')
    await first.next('report', report('started'))
    first.does.acknowledge = false
    await first.next('report', report('lines'))
    first.fail('UNAVAILABLE', 'going away')
    const second = await session(1)
    expect(second.received[0]?.hello?.running).toEqual([one])
    const lines = await second.next('report', report('lines'))
    expect(lines.report?.lines?.lines?.map(({ number }) => number)).toEqual([1])
    const result = await second.next('report', report('result'))
    expect(result.report?.result?.status).toBe('completed')
    const kinds = second.received.flatMap(({ report: each }) => each?.event ?? [])
    expect(kinds).toEqual(['lines', 'result'])
  })

  test('drained by the broker dials again and finishes there', async () => {
    void start()
    const first = await session()
    assign(first, 'progress(1); await sleep(200); return 1')
    await first.next('report', report('progress'))
    first.say({ drain: { reason: 'upgrade' } })
    await first.closed
    const second = await session(1)
    expect(second.received[0]?.hello?.running).toEqual([one])
    await second.next('report', report('result'))
  })

  test('hands a fresh token to the open stream', async () => {
    const body = {
      status: 'approved',
      agent: agentId,
      tenant: 'acme',
      token: 'jwt-a',
      expires_in: 1,
    }
    broker.answers['enrolments'] = () => ({ status: 201, body })
    void start()
    const stream = await session()
    const { renewal } = await stream.next('renewal')
    expect(broker.asked[1]).toMatchObject({
      path: '/api/v1/agent/session/renewals',
      authorization: 'Bearer jwt-a',
    })
    expect(renewal?.token).toBe('jwt-2')
  })
})

describe('an agent that is not let in', () => {
  test('is not sent elsewhere: a redirect gets no proof', async () => {
    const headers = { location: `${broker.url}/elsewhere` }
    broker.answers['enrolments'] = () => ({ status: 307, headers })
    await expect(start()).rejects.toThrow(/HTTP 307, it redirects to http.*elsewhere\)/)
    expect(broker.asked.length).toBe(1)
  })

  test('because of its tenant says what to look at', async () => {
    const body = { code: 'conflict', detail: 'The token is of another tenant than TENANT_SLUG.' }
    broker.answers['enrolments'] = () => ({ status: 409, body })
    const ended = start({ TENANT_SLUG: 'other' })
    await expect(ended).rejects.toThrow(/of another tenant.*\)\. Check AGENT_TOKEN and TENANT_SLUG/)
    expect(broker.asked.map(({ body: asked }) => asked.agent?.['tenant_slug'])).toEqual(['other'])
  })
})

describe('an agent that loses', () => {
  test('its lease stops the script and says nothing more about it', async () => {
    void start()
    const stream = await session()
    assign(stream, 'progress(1); while (true);')
    await stream.next('report', report('progress'))
    stream.say({ leases: { lease_ms: 30_000, renewed: [], lost: [one] } })
    await stream.next(
      'heartbeat',
      (m) => m.heartbeat?.running?.length === 0 && log.includes('given up'),
    )
    expect(stream.received.some(report('result'))).toBe(false)
  })

  test("the broker's renewals stops the script by itself when the lease is over", async () => {
    void start()
    const stream = await session()
    stream.does.renew = false
    assign(stream, 'progress(1); while (true);', { lease_ms: 1_000 })
    await stream.next('report', report('progress'))
    await stream.next('heartbeat', (m) => m.heartbeat?.running?.length === 1)
    await stream.next('heartbeat', () => log.includes('the lease is over'))
    expect(stream.received.some(report('result'))).toBe(false)
  })

  test('its token while it works is refused for good, and asks no more than once for each', async () => {
    const ended = start()
    const stream = await session()
    assign(stream, 'progress(1); while (true);')
    await stream.next('report', report('progress'))
    const body = { code: 'token-spent', detail: 'The token was used up, expired or revoked.' }
    for (const way of ['renewals', 'enrolments']) {
      broker.answers[way] = () => ({ status: 401, body })
    }
    stream.fail('UNAUTHENTICATED', 'revoked')
    await expect(ended).rejects.toMatchObject({
      name: 'RefusedError',
      message: expect.stringMatching(/token-spent.*AGENT_TOKEN is wrong, expired or revoked/),
    })
    expect(broker.asked.map(({ path }) => path.split('/').at(-1))).toEqual([
      'enrolments',
      'renewals',
      'enrolments',
    ])
  })

  test('the trust of the stream alone tries one fresh token and then stops', async () => {
    const ended = start()
    const first = await broker.stream(0)
    first.fail('UNAUTHENTICATED')
    const second = await broker.stream(1)
    expect(second.authorization).toBe('Bearer jwt-2')
    second.fail('UNAUTHENTICATED')
    await expect(ended).rejects.toThrow(/refused this agent's fresh token \(UNAUTHENTICATED\)/)
  })
})

describe('an agent that is told to stop', () => {
  test('finishes what runs within the grace', async () => {
    const ended = start({ DRAIN_TIMEOUT: '30' })
    const stream = await session()
    assign(stream, 'progress(1); await sleep(300); return "done"')
    await stream.next('report', report('progress'))
    stop.abort()
    await stream.next('farewell')
    const result = await stream.next('report', report('result'))
    expect(String(result.report?.result?.result)).toBe('"done"')
    await ended
  })

  test('fails what still runs after the grace as agent-stopped', async () => {
    const ended = start({ DRAIN_TIMEOUT: '0' })
    const stream = await session()
    assign(stream, 'progress(1); while (true);')
    await stream.next('report', report('progress'))
    stop.abort()
    const result = await stream.next('report', report('result'))
    expect(JSON.parse(String(result.report?.result?.error))).toMatchObject({
      code: 'agent-stopped',
    })
    await ended
  })

  test('while it is not connected ends all the same', async () => {
    broker.answers['enrolments'] = () => ({ status: 503 })
    const ended = start({ DRAIN_TIMEOUT: '30' })
    while (!log.includes('asking again')) await new Promise((resolve) => setImmediate(resolve))
    stop.abort()
    await ended
  })
})
