// A task calls its tenant's API, through a real agent behind a real broker: as its tenant, and with nothing of the agent's.
import { createServer, request as ask, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { finished, runTask, submit, tenantWithToken } from '../support/work.ts'

let broker: TestBroker
let front: Server
const agents: TestAgent[] = []

/** What BACKEND_URL leads to: the broker, and the tenants' own API, which tells what it was asked. */
async function startFront(): Promise<string> {
  front = createServer((request, response) => {
    const { method, url = '', headers } = request
    if (url.startsWith('/idp/')) return void response.end(JSON.stringify({ method, url, headers }))
    const on = ask(new URL(url, broker.url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    request.pipe(on)
  })
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(front.address() as AddressInfo).port}`
}

beforeAll(async () => {
  broker = await startBroker()
  const url = await startFront()
  const settings = { BACKEND_URL: url, TENANT_HOST_SUFFIX: 'login.example' }
  agents.push(startAgent(broker, await tenantWithToken(broker, 'acme'), settings))
  agents.push(
    startAgent(broker, await tenantWithToken(broker, 'globex'), { ...settings, CARRIER: 'poll' }),
  )
  agents.push(startAgent(broker, await tenantWithToken(broker, 'plain'), { BACKEND_URL: url }))
})
afterAll(async () => {
  for (const agent of agents) await agent[Symbol.asyncDispose]()
  front.closeAllConnections()
  front.close()
  await broker[Symbol.asyncDispose]()
})

const run = (slug: string, script: string) => runTask(broker, slug, script, 30_000)

test.each(['acme', 'globex'])(
  'a task of %s calls as its tenant, with its own secret',
  async (slug) => {
    const body = { name: 'key', value: 'of-the-tenant' }
    await broker.request('POST', `/api/v1/tenants/${slug}/secrets`, { body })
    const { status, result, error } = await run(
      slug,
      `
    const headers = { authorization: 'Bearer ' + secrets.key }
    const bare = await (await api.get('/idp/users?page=1')).json()
    const own = await (await api.post('/idp/users', { name: 'n' }, { headers })).json()
    return [bare, own, own.headers.authorization === 'Bearer ' + secrets.key]`,
    )
    expect({ status, error }).toEqual({ status: 'completed', error: null })
    const host = `${slug}.login.example`
    expect(result).toEqual([
      { method: 'GET', url: '/idp/users?page=1', headers: { host, connection: 'close' } },
      {
        method: 'POST',
        url: '/idp/users',
        headers: {
          host,
          connection: 'close',
          authorization: 'Bearer ***',
          'content-type': 'application/json',
          'content-length': '12',
        },
      },
      true,
    ])
  },
)

test('what leads elsewhere is refused', async () => {
  for (const path of [
    '//evil.example/',
    'http://evil.example/',
    '/idp/../api/v1/tenants',
    '/idp/%2e%2e/api',
  ])
    expect(await run('acme', `return (await api.get('${path}')).status`)).toMatchObject({
      status: 'failed',
      error: { code: 'script-error' },
    })
})

test('there is none for a job that is no run of a task, nor where the agent knows no hosts of tenants', async () => {
  const id = await submit(broker, 'acme', 'return typeof api')
  expect(await finished(broker, 'acme', id)).toMatchObject({ result: 'undefined' })
  expect(await run('plain', 'return typeof api')).toMatchObject({ result: 'undefined' })
})
