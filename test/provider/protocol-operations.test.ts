// Lists, actions and functions as newer clients call them, by a client of our own.
import { document } from '@reeve/openapi'
import { actions, rows } from '@reeve/provider'
import { expect, test } from 'vitest'
import { deriveModel } from '../../provider/src/engine/derive.ts'
import { listAttributes } from '../../provider/src/engine/query.ts'
import { dynamic, objectFrom } from '../../provider/src/engine/session.ts'
import type { ObjectValue } from '../../provider/src/wire/values.ts'
import { nulls, withBroker } from '../support/calls.ts'
import { problem, send } from '../support/memory-broker.ts'
import { startPlugin } from '../support/plugin.ts'

const { resources, dataSources, actions: acts } = deriveModel(document, rows, actions)
const type_name = 'reeve_agent_token'

test('a list stops at its limit, and asks for a page only when somebody reads on', async () => {
  await withBroker(async (plugin, broker) => {
    let pages = 0
    broker.fault = ({ path }, response) => {
      if (!path.endsWith('/agent-tokens')) return false
      pages += 1
      const items = [1, 2, 3].map((it) => ({
        id: `${pages}-${it}`,
        tenant: 'acme',
        name: `t${it}`,
      }))
      send(response, 200, { items, next_cursor: pages < 500 ? 'more' : null })
      return true
    }
    const attributes = listAttributes(dataSources['reeve_agent_tokens']!)
    const config = dynamic({ ...nulls(attributes), tenant: 'acme' }, attributes)
    const limited = []
    for await (const event of plugin.stream('ListResource', { type_name, config, limit: 4 }))
      limited.push(event.display_name)
    expect([limited, pages]).toEqual([['acme/t1', 'acme/t2', 'acme/t3', 'acme/t1'], 2])

    pages = 0
    for await (const event of plugin.stream('ListResource', { type_name, config })) {
      expect(event.resource_object).toBeUndefined()
      break
    }
    // the provider goes on to answer, and has not read all that there is
    expect((await plugin.call('GetMetadata')).list_resources.length).toBeGreaterThan(0)
    expect(pages).toBeLessThan(500)

    broker.fault = (_, response) => {
      problem(response, 403, 'forbidden', 'Not yours.')
      return true
    }
    const events = []
    for await (const event of plugin.stream('ListResource', { type_name, config }))
      events.push(...event.diagnostic)
    expect(events).toMatchObject([{ summary: 'The broker says forbidden' }])
  })
})

test('what is there only to be listed is not made by an apply, nor ended by one', async () => {
  await withBroker(async (plugin, broker) => {
    const job = resources['reeve_job']!
    const its = (values: ObjectValue) =>
      dynamic({ ...nulls(job.attributes), ...values }, job.attributes)
    const config = its({ tenant: 'acme' })
    const create = { type_name: job.name, config, proposed_new_state: config }
    const { diagnostics } = await plugin.call('PlanResourceChange', create)
    expect(diagnostics[0]?.summary).toBe('A reeve_job is not made by an apply')

    const there = { ...create, prior_state: its({ tenant: 'acme', id: 'a', type: 'script' }) }
    const kept = await plugin.call('PlanResourceChange', there)
    expect([kept.diagnostics, kept.requires_replace]).toEqual([[], []])
    const forgotten = await plugin.call('ApplyResourceChange', {
      type_name: job.name,
      prior_state: there.prior_state,
      planned_state: dynamic(null, job.attributes),
    })
    expect([forgotten.diagnostics, broker.calls]).toEqual([[], []])
    expect(objectFrom(forgotten.new_state, job.attributes)).toBeNull()
  })
})

const runTask = (): { action_type: string; config: ReturnType<typeof dynamic> } => {
  const { attributes, name } = acts['reeve_run_task']!
  const config = { ...nulls(attributes), tenant: 'acme', task: 'nightly' }
  return { action_type: name, config: dynamic(config, attributes) }
}

test('an action tells how far it is, and ends as its work does', async () => {
  await withBroker(async (plugin, broker) => {
    const states = ['queued', 'queued', 'running', 'failed']
    broker.fault = ({ method }, response) => {
      const error = { message: 'No such host.', code: 'script' }
      const status = method === 'POST' ? 'queued' : states.shift()
      send(response, method === 'POST' ? 201 : 200, { id: 'j', status, progress: 0, error })
      return true
    }
    const events = []
    for await (const event of plugin.stream('InvokeAction', runTask())) events.push(event)
    expect(events.map(({ progress }) => progress?.message)).toEqual([
      'Run a task now: acme/nightly',
      'status = "queued", progress = 0',
      'status = "running", progress = 0',
      'status = "failed", progress = 0',
      undefined,
    ])
    const [said] = events.at(-1)!.completed!.diagnostics
    expect(said?.detail).toContain('No such host.')
    expect(broker.calls[0]?.headers['idempotency-key']).toBeDefined()
  })
})

test('Ctrl-C ends an action that waits', async () => {
  await withBroker(async (plugin, broker) => {
    broker.fault = ({ method }, response) => {
      send(response, method === 'POST' ? 201 : 200, { id: 'j', status: 'running', progress: 1 })
      return true
    }
    for await (const { progress, completed } of plugin.stream('InvokeAction', runTask())) {
      if (progress?.message.startsWith('status')) await plugin.call('StopProvider')
      if (completed) expect(completed.diagnostics[0]?.summary).toBe('Interrupted')
    }
  })
})

test('a function says which argument is wrong, also the first', async () => {
  await using plugin = await startPlugin()
  const text = (value: string) => dynamicText(value)
  const { error } = await plugin.call('CallFunction', {
    name: 'parse_token_id',
    arguments: [text('not-a-token')],
  })
  expect(error).toEqual({ text: 'is no token or key of Reeve', function_argument: 0 })
  const { error: none } = await plugin.call('CallFunction', { name: 'toString' })
  expect(none?.text).toContain('no function toString')
})

/** A MessagePack string of less than 32 bytes. */
const dynamicText = (value: string) => ({
  msgpack: Buffer.concat([Buffer.from([0xa0 + value.length]), Buffer.from(value)]),
})
