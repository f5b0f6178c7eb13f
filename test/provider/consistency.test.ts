// Lives by chance: every resource, with configurations and unknowns that nobody chose, against a real broker. Each call
// is checked by Terraform's rules (test/support/core); here is only what a life is.
import { document } from '@reeve/openapi'
import { rows } from '@reeve/provider'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deriveModel } from '../../provider/src/engine/derive.ts'
import type { Resource } from '../../provider/src/engine/model.ts'
import type { ObjectValue } from '../../provider/src/wire/values.ts'
import { startBroker } from '../support/broker.ts'
import { configurations, furnished, veiled } from '../support/core/configurations.ts'
import type { There } from '../support/core/configurations.ts'
import { startCore } from '../support/core/core.ts'
import { live } from '../support/core/life.ts'
import type { World } from '../support/core/life.ts'

/** What an apply makes; others are there to be listed. */
const resources = Object.values(deriveModel(document, rows).resources).filter((it) => !it.found)
/** More lives, or others: `LIVES=200 SEED=1 npx vitest run --project provider consistency`. */
const numRuns = Number(process.env['LIVES'] ?? 6)
const seed = Number(process.env['SEED'] ?? 7)

let world: World
let there: There
beforeAll(async () => {
  const broker = await startBroker()
  world = { broker, core: await startCore(broker) }
  there = await furnished(broker, resources)
})
afterAll(async () => {
  await world.core[Symbol.asyncDispose]()
  await world.broker[Symbol.asyncDispose]()
})

let names = 0

/** Nothing else has its natural key. */
function unique({ key }: Resource, config: ObjectValue): ObjectValue {
  if (!key) return config
  return { ...config, [key]: `${(config[key] as string).slice(0, 40).replace(/-$/, '')}${++names}` }
}

/** The second configuration of the same object, or of another one in its place. */
function successor({ attributes, key }: Resource, first: ObjectValue, then: ObjectValue) {
  const kept = attributes.filter(({ name, parameter }) => parameter || name === key)
  return { ...then, ...Object.fromEntries(kept.map(({ name }) => [name, first[name] ?? null])) }
}

describe.concurrent.each(resources.map((it) => [it.name, it] as const))('%s', (_, resource) => {
  test('keeps every rule, whatever is configured', async () => {
    const configs = configurations(resource, there)
    const bits = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 })
    const refusals: string[] = []
    const life = fc.asyncProperty(configs, configs, bits, async (a, b, bits) => {
      const [stays, gone] = [bits[0], bits[1] ? 'destroyed' : 'disappears'] as const
      const first = unique(resource, a)
      const then = stays ? successor(resource, first, b) : unique(resource, b)
      const wish = (config: ObjectValue, more: boolean[]) => ({
        config,
        veiled: veiled(config, resource.attributes, more),
      })
      const refused = await live(
        world,
        resource,
        wish(first, bits),
        wish(then, bits.toReversed()),
        gone,
      )
      if (refused !== undefined) refusals.push(refused)
    })
    await fc.assert(life, { numRuns, seed, interruptAfterTimeLimit: 60_000 })
    // the broker may refuse what the schema allows, but not most of it
    expect(refusals.length, refusals.join('\n')).toBeLessThan(numRuns * 0.7)
  })
})
