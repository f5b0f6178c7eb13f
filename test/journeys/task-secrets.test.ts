// A task uses its tenant's variables and secrets: it has their values, and nobody else ever reads one.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAgent, type TestAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { openTables, type Tables } from '../support/tables.ts'
import { change, finished, runTask, submit, tenantWithToken } from '../support/work.ts'

const secret = 'tiger-burning-bright-7'
const at = '/api/v1/tenants/acme'

let broker: TestBroker
let tables: Tables
const agents: TestAgent[] = []

beforeAll(async () => {
  broker = await startBroker()
  tables = await openTables(broker.databaseUrl)
  agents.push(startAgent(broker, await tenantWithToken(broker, 'acme')))
  agents.push(startAgent(broker, await tenantWithToken(broker, 'globex'), { CARRIER: 'poll' }))
})
afterAll(async () => {
  for (const agent of agents) await agent[Symbol.asyncDispose]()
  await tables[Symbol.asyncDispose]()
  await broker[Symbol.asyncDispose]()
})

/** Runs a script once, as a task of a tenant; and what it said. */
async function run(script: string, slug = 'acme') {
  const job = await runTask(broker, slug, script)
  const lines = await broker.request('GET', `/api/v1/tenants/${slug}/jobs/${job.id}/lines`)
  return { job, lines: lines.body.items.map(({ text }: { text: string }) => text) }
}

test('1 · a task sees its tenant’s variables and secrets as they are now', async () => {
  const variable = { name: 'shop_url', value: 'https://shop.example' }
  await broker.request('POST', `${at}/variables`, { body: variable })
  await broker.request('POST', `${at}/secrets`, { body: { name: 'shop_key', value: secret } })
  const script = 'return [config.shop_url, secrets.shop_key.length, Object.keys(secrets)]'
  expect((await run(script)).job).toMatchObject({
    status: 'completed',
    result: ['https://shop.example', secret.length, ['shop_key']],
  })
  await broker.request('PUT', `${at}/secrets/shop_key`, { body: { description: '', value: null } })
  expect((await run('return secrets')).job).toMatchObject({ status: 'completed', result: {} })
  await broker.request('PUT', `${at}/secrets/shop_key`, {
    body: { description: '', value: secret },
  })
})

test('2 · a run that says its secret is not heard: not in lines, progress, results or errors', async () => {
  const said = await run(`
    log.info('the key is', secrets.shop_key)
    log.warn({ key: secrets.shop_key })
    progress(50, secrets.shop_key)
    await sleep(50)
    return { [secrets.shop_key]: ['x' + secrets.shop_key] }`)
  expect(said.job).toMatchObject({
    status: 'completed',
    result: { '***': ['x***'] },
    progress_message: '***',
  })
  expect(said.lines).toEqual(['the key is ***', '{"key":"***"}'])
  const failed = await run('throw new Error(secrets.shop_key)')
  expect(failed.job.error).toMatchObject({ code: 'script-error', message: 'Error: ***' })
})

test('3 · another tenant’s task, on an agent that polls, has its own and nothing else', async () => {
  const body = { name: 'own_key', value: 'forests-of-the-night' }
  await broker.request('POST', '/api/v1/tenants/globex/secrets', { body })
  const { job } = await run(
    'return [secrets.own_key.length, Object.keys(secrets), config]',
    'globex',
  )
  expect(job).toMatchObject({ status: 'completed', result: [20, ['own_key'], {}] })
})

test('4 · a job that is no run of a task is lent nothing', async () => {
  const id = await submit(broker, 'acme', 'return [config, secrets]')
  expect(await finished(broker, 'acme', id)).toMatchObject({ result: [{}, {}] })
})

test('5 · a task fetches from the hosts its tenant allows, with its secret, and from no other', async () => {
  const seen: unknown[] = []
  const shop = createServer((request, response) => {
    seen.push(request.headers['authorization'])
    response.end(JSON.stringify({ orders: 3, you_said: request.headers['authorization'] }))
  })
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(shop.address() as AddressInfo).port}`
  const allow = (allowed_hosts: string[]) =>
    change(broker, 'tenants/acme', 'TenantUpdate', { allowed_hosts })
  const script = `
    const headers = { authorization: 'Bearer ' + secrets.shop_key }
    return (await fetch('http://${host}/orders', { headers })).json()`
  expect(await allow([host])).toMatchObject({ allowed_hosts: [host] })
  expect((await run(script)).job).toMatchObject({
    status: 'completed',
    result: { orders: 3, you_said: 'Bearer ***' },
  })
  expect(seen).toEqual([`Bearer ${secret}`])
  await allow(['shop.example'])
  expect((await run(script)).job.error.message).toContain('is not among the tenant')
  await allow([])
  expect((await run(script)).job.error.message).toContain('fetch')
  expect(seen).toHaveLength(1)
  shop.close()
})

test('6 · neither the database, nor the broker’s log, nor the agents’ logs hold a value', async () => {
  const everything = (await tables.dump()) + broker.log() + agents.map((one) => one.log()).join('')
  expect(everything).toContain('task-1') // not blind
  for (const value of [secret, 'forests-of-the-night'])
    for (const spelling of [value, Buffer.from(value).toString('base64').replace(/=+$/, '')])
      expect(everything.includes(spelling)).toBe(false)
})
