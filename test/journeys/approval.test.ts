// An agent that nobody knows: it waits, a person lets it in from the command line, it fetches its session itself and
// works. Whoever overheard it asking gets nothing.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { type Cli, cli } from '../support/cli.ts'
import { ask, ownKey } from '../support/waiting.ts'
import { until } from '../support/wait.ts'
import { finished, job, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let wire: Eavesdropper
let person: Cli
let agent: AgentProcess
let token: string
let id: string
const started: AgentProcess[] = []

beforeAll(async () => {
  broker = await startBroker()
  wire = await eavesdrop(broker.url)
  person = await cli({
    REEVE_URL: broker.url,
    REEVE_TOKEN: broker.adminToken,
    REEVE_TENANT: 'acme',
  })
  token = await tenantWithToken(broker, 'acme', { worker_mode: 'agent' })
  const rules = [{ action: 'pending', methods: ['agent_token'] }]
  const body = { name: 'people-decide', order: 1, rules }
  expect((await broker.request('POST', '/api/v1/approval-policies', { body })).status).toBe(201)
})
afterAll(async () => {
  for (const one of started) await one[Symbol.asyncDispose]()
  await person[Symbol.asyncDispose]()
  await wire[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

const come = (name: string) => {
  const one = spawnAgent({ ...broker, url: wire.url }, token, { AGENT_NAME: name })
  started.push(one)
  return one
}
const waiting = async (name: string) => {
  const { items } = (await broker.request('GET', '/api/v1/agents?admission=pending')).body
  return items.find((one: { name: string }) => one.name === name)?.id as string | undefined
}
const reeve = async (...argv: string[]) => {
  const said = await person.reeve([...argv, '--json'])
  expect(said.code, said.stderr).toBe(0)
  return JSON.parse(said.stdout)
}

test('1 · it waits, and gets no work', async () => {
  agent = come('newcomer')
  id = (await until(() => waiting('newcomer')))!
  const work = await submit(broker, 'acme', `return 'done'`)
  await until(() => agent.output().includes('waiting to be let in'))
  const why = await reeve('agent', 'explain', id)
  expect(why.ready).toBe(false)
  expect(why.reasons[0]).toMatchObject({ code: 'pending' })
  expect(await job(broker, 'acme', work)).toMatchObject({ status: 'queued' })
})

test('2 · a person lets it in; it collects its session itself, and works', async () => {
  const approved = await reeve('agent', 'approve', id, '--reason', 'Seen in rack 7.')
  expect(approved).toMatchObject({ admission: 'approved', approval_method: 'manual' })
  const { items } = (await broker.request('GET', '/api/v1/tenants/acme/jobs')).body
  expect(await finished(broker, 'acme', items[0].id, 60_000)).toMatchObject({ status: 'completed' })
})

test('3 · what was overheard opens nothing: neither the same request nor the ticket', async () => {
  const heard = wire.heard.find(({ path }) => path.endsWith('/collect'))!
  const again = () => broker.request('POST', heard.path, { body: heard.body })
  expect(await again()).toMatchObject({ status: 401, body: { code: 'token-spent' } })

  const second = come('second')
  const other = (await until(() => waiting('second')))!
  const { ticket, nonce } = (await until(() =>
    wire.answers.find(({ agent: of, status }) => of === other && status === 'pending'),
  )) as { ticket: string; nonce: string }
  await reeve('agent', 'approve', other)
  const stolen = await broker.request('POST', '/api/v1/agent/enrolments/collect', {
    body: ask({ ticket, nonce }, ownKey()),
  })
  expect(stolen).toMatchObject({ status: 401, body: { code: 'token-spent' } })
  await until(() => second.output().includes('enrolled'), Boolean, 60_000)
})

test('4 · one that is turned away stops', async () => {
  const third = come('third')
  const other = (await until(() => waiting('third')))!
  await reeve('agent', 'deny', other, '--reason', 'Nobody knows it.')
  expect(await third.exited).toBe(3)
  expect(third.output()).toMatch(/refused this agent/)
})

test('5 · nothing of this is in a log', () => {
  expect(broker.log() + started.map((one) => one.output()).join('')).not.toMatch(/ticket_|eyJ/)
})

interface Eavesdropper extends AsyncDisposable {
  url: string
  heard: Array<{ path: string; body: unknown }>
  answers: Array<Record<string, unknown>>
}

/** Passes on what agents and broker say to each other, and keeps it. */
async function eavesdrop(target: string): Promise<Eavesdropper> {
  const heard: Eavesdropper['heard'] = []
  const answers: Eavesdropper['answers'] = []
  const server: Server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString()
      const { authorization, 'content-type': type } = request.headers
      const answer = await fetch(target + request.url, {
        method: request.method!,
        headers: { ...(authorization && { authorization }), ...(type && { 'content-type': type }) },
        ...(text && { body: text }),
      })
      const said = await answer.text()
      heard.push({ path: request.url!, body: text && JSON.parse(text) })
      if (said.startsWith('{')) answers.push(JSON.parse(said))
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
      })
      response.end(said)
    })().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    heard,
    answers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
