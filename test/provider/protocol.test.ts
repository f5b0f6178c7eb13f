// What newer clients ask for, by a client of our own: identities, moves, upgrades, deferrals.
import { document } from '@reeve/openapi'
import { rows } from '@reeve/provider'
import { expect, test } from 'vitest'
import { deriveModel } from '../../provider/src/engine/derive.ts'
import { identityAttributes } from '../../provider/src/engine/identity.ts'
import { dynamic, objectFrom } from '../../provider/src/engine/session.ts'
import type { Message } from '../../provider/src/wire/messages.ts'
import { unknown } from '../../provider/src/wire/values.ts'
import type { ObjectValue } from '../../provider/src/wire/values.ts'
import { configure, nulls, withBroker } from '../support/calls.ts'
import { problem } from '../support/memory-broker.ts'
import { programOf, startPlugin } from '../support/plugin.ts'
import { invented, thingRow, thingsMirror } from '../support/things.ts'

const { resources } = deriveModel(document, rows)
const token = resources['reeve_agent_token']!
const thing = deriveModel(invented, [thingRow]).resources['reeve_thing']!
const type_name = token.name

const state = (values: ObjectValue) =>
  dynamic({ ...nulls(token.attributes), ...values }, token.attributes)
const identity = (values: ObjectValue) => ({
  identity_data: dynamic(values, identityAttributes(token)),
})
/** What an answer says of it; undefined: nothing. */
const said = (its: Message<'Identity'> | undefined) =>
  its && objectFrom(its.identity_data, identityAttributes(token))
const json = (value: unknown) => ({ json: Buffer.from(JSON.stringify(value)) })
const text = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('utf8')

test('an identity comes with every answer about what is there, and stays with what is gone', async () => {
  await withBroker(async (plugin, broker) => {
    const planned_state = state({ tenant: 'acme', name: 'on-prem', expires_in_days: 30 })
    const made = await plugin.call('ApplyResourceChange', { type_name, planned_state })
    const { id } = broker.objects[0]!.fields
    const itself = { tenant: 'acme', id: id as string }
    const its = identity(itself)
    expect(made.diagnostics).toEqual([])
    expect(said(made.new_identity)).toEqual(itself)

    const current_state = made.new_state!
    const read = await plugin.call('ReadResource', { type_name, current_state })
    expect(said(read.new_identity)).toEqual(itself) // also a state of before there were identities
    const prior = { prior_state: current_state, proposed_new_state: current_state }
    const config = state({ tenant: 'acme', name: 'on-prem', description: 'New.' })
    const plan = await plugin.call('PlanResourceChange', { type_name, config, ...prior })
    expect(said(plan.planned_identity)).toEqual(itself)
    const create = { type_name, config, proposed_new_state: config }
    const planned = await plugin.call('PlanResourceChange', create)
    expect(said(planned.planned_identity)).toBeUndefined()

    const by = identity({ tenant: 'acme', id: 'on-prem' })
    const imported = await plugin.call('ImportResourceState', { type_name, identity: by })
    expect(said(imported.imported_resources[0]?.identity)).toEqual(itself)
    const half = identity({ tenant: null, id: 'on-prem' })
    const refused = await plugin.call('ImportResourceState', { type_name, identity: half })
    expect(refused.diagnostics[0]?.detail).toContain('{ tenant, id }')

    broker.fault = (_, response) => {
      problem(response, 409, 'conflict', 'Not now.')
      return true
    }
    const change = {
      type_name,
      config,
      prior_state: current_state,
      planned_state: plan.planned_state!,
    }
    const failed = await plugin.call('ApplyResourceChange', { ...change, planned_identity: its })
    expect([failed.diagnostics.length, said(failed.new_identity)]).toEqual([1, itself])
    broker.fault = undefined
    broker.objects.splice(0)
    const gone = await plugin.call('ReadResource', {
      type_name,
      current_state,
      current_identity: its,
    })
    expect(objectFrom(gone.new_state, token.attributes)).toBeNull()
    expect(said(gone.new_identity)).toEqual(itself)
  })
})

test('an identity of the state is taken as it is; a newer one is refused', async () => {
  await using plugin = await startPlugin()
  const raw_identity = json({ tenant: 'acme', id: 'a' })
  const kept = await plugin.call('UpgradeResourceIdentity', { type_name, raw_identity })
  expect(said(kept.upgraded_identity)).toEqual({ tenant: 'acme', id: 'a' })
  const newer = await plugin.call('UpgradeResourceIdentity', {
    type_name,
    raw_identity,
    version: 1,
  })
  expect(newer.diagnostics[0]?.summary).toContain('newer provider')
})

test('a state of an older schema follows what was renamed, with every digit', async () => {
  await using plugin = await startPlugin({}, programOf(thingsMirror()))
  const { resource_schemas } = await plugin.call('GetProviderSchema')
  expect(resource_schemas['reeve_thing']?.version).toBe(1)
  const upgrade = async (raw: string, version: number) =>
    plugin.call('UpgradeResourceState', {
      type_name: 'reeve_thing',
      version,
      raw_state: { json: Buffer.from(raw) },
    })
  const old =
    '{"remark": "a \\"note\\": {1}", "big": 9007199254740993.10, "doors": [{"url":"x"}], "lost": 1}'
  const upgraded = text((await upgrade(old, 0)).upgraded_state?.json)
  expect(upgraded).toContain('"big": 9007199254740993.10')
  expect(JSON.parse(upgraded)).toMatchObject({ note: 'a "note": {1}', doors: [{ url: 'x' }] })
  expect(upgraded).not.toContain('lost')
  const today = '{ "note":  "x" }'
  expect(text((await upgrade(today, 1)).upgraded_state?.json)).toBe(today)
  expect((await upgrade(today, 2)).diagnostics[0]?.summary).toContain('newer provider')
})

test('a moved block leads from another address or a former name, and from nothing else', async () => {
  await using plugin = await startPlugin({}, programOf(thingsMirror()))
  const move = (source_provider_address: string, source_type_name: string) =>
    plugin.call('MoveResourceState', {
      source_provider_address,
      source_type_name,
      source_state: json({ id: 'a', remark: 'x' }),
      source_private: Buffer.from('{"revision":3}'),
      target_type_name: thing.name,
    })
  for (const from of ['reeve_thing', 'reeve_item']) {
    const { target_state, target_private, target_identity } = await move(
      'mirror.example/x/reeve',
      from,
    )
    expect(JSON.parse(text(target_state?.json))).toEqual({ id: 'a', note: 'x' })
    expect(text(target_private)).toBe('{"revision":3}')
    expect(objectFrom(target_identity?.identity_data, identityAttributes(thing))).toEqual({
      id: 'a',
    })
  }
  const strange = [
    ['terraform.io/builtin/terraform', 'terraform_data'],
    ['registry.terraform.io/x/other', 'reeve_thing'],
    ['registry.terraform.io/reeve/reeve', 'reeve_pool'],
  ] as const
  for (const [address, type] of strange) {
    const { diagnostics } = await move(address, type)
    expect(diagnostics[0]?.detail).toContain(`A ${type} of ${address} does not become`)
  }
})

test('until the broker is known, who can wait is asked to wait', async () => {
  await using plugin = await startPlugin()
  await configure(plugin, { url: unknown })
  const current_state = state({ tenant: 'acme', id: 'a' })
  const ask = { type_name, current_state }
  const client_capabilities = { deferral_allowed: true }
  const later = await plugin.call('ReadResource', { ...ask, client_capabilities })
  expect(later).toMatchObject({ deferred: { reason: 2 }, diagnostics: [] })
  expect(objectFrom(later.new_state, token.attributes)).toMatchObject({ tenant: 'acme', id: 'a' })
  const now = await plugin.call('ReadResource', ask)
  expect(now.deferred).toBeUndefined()
  expect(now.diagnostics[0]?.summary).toBe('The provider is not configured yet')
  const config = state({ tenant: 'acme', name: 'on-prem' })
  const plan = { type_name, config, proposed_new_state: config }
  const planned = await plugin.call('PlanResourceChange', { ...plan, client_capabilities })
  expect([planned.deferred?.reason, planned.diagnostics]).toEqual([2, []])
  expect((await plugin.call('PlanResourceChange', plan)).deferred).toBeUndefined()
  const sought = { type_name, id: 'acme/on-prem', client_capabilities }
  expect((await plugin.call('ImportResourceState', sought)).deferred?.reason).toBe(2)
})
