// Handlers on real agents behind a real broker: what runs, what fails, and that the agent goes on whatever they do.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { spawnAgent, startAgent, type TestAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { finished, inStatus, job, tenantWithToken } from '../support/work.ts'
import { until } from '../support/wait.ts'

const root = resolve(import.meta.dirname, '../..')
const odd = join(root, 'agent/src/handlers/fixtures/odd.mjs')

let broker: TestBroker
let token: string
let folder: string
let agent: TestAgent

beforeAll(async () => {
  broker = await startBroker()
  folder = await mkdtemp(join(tmpdir(), 'reeve-handlers-'))
  token = await tenantWithToken(broker, 'acme', { plan: 'enterprise' })
  const tools = join(folder, 'tools.json')
  const entry = { type: 'nap', tool: 'sleep', arguments: ['{seconds}'], result: 'exit-code' }
  await writeFile(tools, JSON.stringify([entry]))
  for (const name of ['sum', 'stray', 'exits', 'ignores', 'tidies', 'nap']) await typed(name)
  agent = startAgent(broker, token, {
    AGENT_NAME: 'handy',
    AGENT_HANDLERS: odd,
    AGENT_EXEC_FILE: tools,
    AGENT_REGION: 'eu-1',
    AGENT_TOOLS: 'sleep',
  })
})
afterAll(async () => {
  await agent?.[Symbol.asyncDispose]()
  await broker?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function typed(name: string): Promise<void> {
  const body = { name, payload_schema: { type: 'object' } }
  const made = await broker.request('POST', '/api/v1/job-types', { body })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
}

async function submit(slug: string, type: string, payload: object, more: object = {}) {
  const body = { type, payload, max_attempts: 1, ...more }
  const made = await broker.request('POST', `/api/v1/tenants/${slug}/jobs`, { body })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  return made.body.id as string
}

const cancel = (id: string) => broker.request('POST', `/api/v1/tenants/acme/jobs/${id}/cancel`)

async function agentNamed(name: string) {
  const { items } = (await broker.request('GET', '/api/v1/tenants/acme/agents')).body
  return items.find((one: { name: string }) => one.name === name)
}

describe('an agent with handlers', () => {
  test('says what it can do, and is shown so', async () => {
    const shown = await until(
      () => agentNamed('handy'),
      (one) => one?.liveness === 'online',
    )
    expect(shown).toMatchObject({ region: 'eu-1', tools: ['sleep'], capabilities: [], drift: [] })
    expect(shown.types).toEqual(expect.arrayContaining(['script', 'sum', 'nap']))
  })

  test('runs a job by its handler: result, progress and lines arrive', async () => {
    const id = await submit('acme', 'sum', { numbers: [40, 2] })
    expect(await finished(broker, 'acme', id)).toMatchObject({
      status: 'completed',
      progress: 50,
      result: { sum: 42 },
    })
    const lines = await broker.request('GET', `/api/v1/tenants/acme/jobs/${id}/lines`)
    expect(lines.body.items.map(({ text }: { text: string }) => text)).toEqual([
      `adding 2 { of: 'acme' }`,
      'by console',
    ])
  })

  test.each([
    ['sum', { numbers: 7 }, 'invalid-payload'],
    ['stray', {}, 'handler-crashed'],
    ['exits', {}, 'handler-crashed'],
    ['ignores', {}, 'timeout'],
    ['nap', { seconds: 'soon' }, undefined],
  ])(
    'fails the job and not itself when the handler of %s gets %j',
    async (type, payload, code) => {
      const id = await submit('acme', type, payload, { timeout_seconds: 2 })
      const ended = await finished(broker, 'acme', id, 20_000)
      expect(ended).toMatchObject(
        code ? { status: 'failed', error: { code } } : { result: { exit_code: 1 } },
      )
      const next = await submit('acme', 'sum', { numbers: [1] })
      expect(await finished(broker, 'acme', next)).toMatchObject({ status: 'completed' })
    },
    30_000,
  )

  test('stops handlers and tools of cancelled jobs', async () => {
    const ids = [await submit('acme', 'tidies', {}), await submit('acme', 'nap', { seconds: '60' })]
    for (const id of ids) await inStatus(broker, 'acme', id, 'running')
    for (const id of ids) expect((await cancel(id)).body.status).toBe('cancelled')
    const held = () => agentNamed('handy').then(({ active_jobs }) => active_jobs as number)
    await until(held, (jobs) => jobs === 0)
    await until(
      () => Promise.resolve(agent.log()),
      (log) => log.match(/"status":"cancelled"/g)?.length === 2,
    )
  })
})

test('an agent is not given jobs of types that it has no handler for', async () => {
  const secret = await tenantWithToken(broker, 'plain')
  await using plain = startAgent(broker, secret)
  const odd = await submit('plain', 'sum', { numbers: [1] })
  const script = await submit('plain', 'script', { script: 'return 1' })
  expect(await finished(broker, 'plain', script)).toMatchObject({ status: 'completed' })
  expect(await job(broker, 'plain', odd)).toMatchObject({ status: 'queued', attempt: 0 })
  expect(plain.log()).toContain(script)
  expect(plain.log()).not.toContain(odd)
})

test('the example counts words and lines', async () => {
  const example = (name: string) => join(root, 'examples/handlers', name)
  for (const name of ['word-count.json', 'line-count.json']) {
    const body: unknown = JSON.parse(await readFile(example(name), 'utf8'))
    expect((await broker.request('POST', '/api/v1/job-types', { body })).status).toBe(201)
  }
  const secret = await tenantWithToken(broker, 'writers')
  await using counter = spawnAgent(broker, secret, {
    AGENT_HANDLERS: example('word-count.js'),
    AGENT_EXEC_FILE: example('tools.json'),
  })
  const words = await submit('writers', 'word_count', { texts: ['one two', ' three '] })
  expect(await finished(broker, 'writers', words, 20_000), counter.output()).toMatchObject({
    status: 'completed',
    result: { counts: [2, 1], words: 3 },
  })
  const path = join(folder, 'text')
  await writeFile(path, 'a\nb\n')
  const lines = await submit('writers', 'line_count', { path })
  expect(await finished(broker, 'writers', lines)).toMatchObject({ result: [`2 ${path}`] })
}, 40_000)

test('a session that reports less than its enrolment declared shows as drift, and only both counts', async () => {
  const body = {
    method: 'agent_token',
    proof: { token },
    agent: { name: 'drifter', region: 'eu-1', tools: ['nmap', 'trivy'], labels: ['red'] },
  }
  const enrolled = await broker.request('POST', '/api/v1/agent/enrolments', { body })
  expect(enrolled.status).toBe(201)
  expect(await agentNamed('drifter')).toMatchObject({
    region: 'eu-1',
    tools: ['nmap', 'trivy'],
    drift: [],
  })
  await using drifter = startAgent(broker, token, {
    AGENT_NAME: 'drifter-2',
    AGENT_REGION: 'eu-1',
    AGENT_TOOLS: 'nmap',
  })
  await until(
    () => agentNamed('drifter-2'),
    (one) => one?.liveness === 'online',
  )
  // Declared again while the session stands, as by a second enrolment of the same agent.
  const { id, public_key } = await agentNamed('drifter-2')
  const agent = { ...body.agent, name: 'drifter-2', id, public_key, region: 'us-1' }
  const again = { ...body, agent }
  expect((await broker.request('POST', '/api/v1/agent/enrolments', { body: again })).status).toBe(
    201,
  )
  expect(await agentNamed('drifter-2')).toMatchObject({
    region: null,
    tools: ['nmap'],
    labels: [],
    drift: [
      { property: 'region', declared: ['us-1'], reported: ['eu-1'] },
      { property: 'tools', declared: ['trivy'], reported: [] },
      { property: 'labels', declared: ['red'], reported: [] },
    ],
  })
  expect(drifter.log()).not.toContain(token)
})

test('a module that cannot be loaded ends the agent with 2 and a sentence', async () => {
  await using agent = spawnAgent(broker, token, { AGENT_HANDLERS: './no/such/module.mjs' })
  expect(await agent.exited).toBe(2)
  expect(agent.output()).toMatch(/^reeve-agent: AGENT_HANDLERS names \.\/no\/such\/module\.mjs, which cannot be loaded: [^\n]+ Correct the name or the module\.$/m) // prettier-ignore
})
