// States as a release wrote them, one file a release: upgraded, refreshed and planned, nothing changes.
// Before a release: `WRITE_STATES=1 npx vitest run --project provider upgrade` writes the file of its version.
import { readFileSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { document } from '@reeve/openapi'
import { rows } from '@reeve/provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deriveModel } from '../../provider/src/engine/derive.ts'
import type { Resource } from '../../provider/src/engine/model.ts'
import type { ObjectValue } from '../../provider/src/wire/values.ts'
import { startBroker } from '../support/broker.ts'
import { exampleOf, furnished, referredTo } from '../support/core/configurations.ts'
import type { There } from '../support/core/configurations.ts'
import { expectSame, startCore, unchanged } from '../support/core/core.ts'
import type { Kept } from '../support/core/core.ts'
import type { World } from '../support/core/life.ts'

const folder = join(import.meta.dirname, 'states')
const { resources } = deriveModel(document, rows)

interface Stored {
  version: number
  config: ObjectValue
  state: ObjectValue
}
type States = Record<string, Stored>

let world: World
let there: There
beforeAll(async () => {
  const broker = await startBroker()
  world = { broker, core: await startCore(broker) }
  there = await furnished(broker, Object.values(resources))
})
afterAll(async () => {
  await world.core[Symbol.asyncDispose]()
  await world.broker[Symbol.asyncDispose]()
})

async function made(type: string, config: ObjectValue): Promise<Kept> {
  const plan = await world.core.plan(type, config)
  const { errors, ...kept } = await world.core.apply(type, plan)
  expect(errors).toEqual([])
  return kept
}

/** As it was configured then, but for what it refers to, and without what is no longer there. */
function asNow({ attributes }: Resource, stored: ObjectValue, now: ObjectValue): ObjectValue {
  const entries = attributes.map((attribute) => {
    const { name } = attribute
    const then = stored[name] ?? null
    return [name, then !== null && referredTo(attribute, there) ? now[name]! : then] as const
  })
  return Object.fromEntries(entries)
}

/** The old state of an object of today: what the broker chose is today's, the rest is as it was written. */
function asThen({ config, state }: Stored, resource: Resource, now: ObjectValue): ObjectValue {
  const isOurs = (name: string) => {
    const attribute = resource.attributes.find((it) => it.name === name)
    return attribute && (config[name] ?? null) !== null && !referredTo(attribute, there)
  }
  const entries = Object.entries(state).map(([name, value]) => [
    name,
    isOurs(name) ? value : (now[name] ?? value),
  ])
  return Object.fromEntries(entries) as ObjectValue
}

const files = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map(
    (file) =>
      [
        file.replace('.json', ''),
        JSON.parse(readFileSync(join(folder, file), 'utf8')) as States,
      ] as const,
  )
const cases = files.flatMap(([version, states]) =>
  Object.entries(states).map(([type, stored]) => [type, version, stored] as const),
)

test.each(cases)('the state of a %s that %s wrote', async (type, _, stored) => {
  const { core } = world
  const resource = resources[type]!
  const config = asNow(resource, stored.config, exampleOf(resource, there))
  const now = await made(type, config)
  const state = await core.upgrade(type, asThen(stored, resource, now.state!), stored.version)
  const read = await core.read(type, { state, private: now.private })
  expectSame(core, type, now, read, 'What an old state becomes')
  const plan = await core.plan(type, config, read)
  expect([unchanged(core, type, plan), plan.replace]).toEqual([true, []])
  await core.destroy(type, read)
})

async function write(): Promise<void> {
  const states: States = {}
  for (const [type, resource] of Object.entries(resources)) {
    if (resource.found) continue
    const config = exampleOf(resource, there)
    const { state } = await made(type, config)
    const version = world.core.version(type)
    states[type] = { version, config, state: withoutSecrets(resource, state!) }
  }
  const release = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../provider/package.json'), 'utf8'),
  ) as { version: string }
  await writeFile(
    join(folder, `${release.version}.json`),
    `${JSON.stringify(states, undefined, 2)}\n`,
  )
}

if (process.env['WRITE_STATES']) test('the states of this version are written', write)

/** What the broker made for nobody but its owner stays out of files, even of a broker that is gone. */
function withoutSecrets({ attributes }: Resource, state: ObjectValue): ObjectValue {
  const made = attributes.filter(({ sensitive, computed }) => sensitive && computed)
  return { ...state, ...Object.fromEntries(made.map(({ name }) => [name, 'shown once'])) }
}
