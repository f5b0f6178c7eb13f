// What Terraform's commands cost on 1, 100 and 1,000 agent tokens of ten tenants: time, and calls of the broker.
import { document, itemsOf } from '@reeve/openapi'
import { rows } from '@reeve/provider'
import { rounded, roundedAll, type Bench } from './bench.ts'
import { startBroker, type BenchBroker } from './broker.ts'
import { makeTenants, makeTokens, writeState } from './plan/estate.ts'
import { startMemory } from './plan/memory.ts'
import { openTerraform, type Command, type Terraform } from './plan/terraform.ts'
import { startPostgres } from './postgres.ts'
import { medianOf } from './rounds.ts'

const sizes = [1, 100, 1000]

export const plan: Bench = {
  about: 'no-op plan, apply and destroy of 1, 100 and 1,000 tokens: time and calls',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    await using broker = await startBroker(await postgres.database('reeve'))
    const { api, url } = broker
    const { token } = await api.createApiToken({ body: { name: 'plan', scopes: ['*'] } })
    await makeTenants(api)
    const made = new Map<number, Array<Record<string, unknown>>>()
    for (const size of sizes) made.set(size, await makeTokens(api, seriesOf(size), size))
    const listed = []
    for await (const one of itemsOf(api.listAllAgentTokens)) listed.push(one)
    await using memory = await startMemory(listed)
    await using ours = await openTerraform(url, token!)
    await using floor = await openTerraform(memory.url, token!)
    await using oneByOne = await openTerraform(url, token!, withoutLists)
    const sides = { ours, floor, one_by_one: oneByOne }
    say(postgres.settings)
    say(broker.settings)
    say('ours: the provider as it is installed; floor: the same, its reads answered from memory;')
    say('one_by_one: the same, of a contract without lists; every command starts it afresh')

    const figures: Record<string, number> = {}
    for (const size of sizes) {
      for (const side of Object.values(sides))
        await writeState(side, seriesOf(size), made.get(size)!)
      const rounds = quick ? quickRounds[size]! : 5
      const plan = (side: Terraform) => cost(broker, side, 'plan', seriesOf(size), size)
      const medians = await inTurns(sides, rounds, plan)
      figures[`plan_${size}_ms`] = medians['ours']!.ms
      figures[`floor_plan_${size}_ms`] = medians['floor']!.ms
      figures[`one_by_one_plan_${size}_ms`] = medians['one_by_one']!.ms
      figures[`api_calls_${size}`] = medians['ours']!.calls
      figures[`one_by_one_api_calls_${size}`] = medians['one_by_one']!.calls
    }
    for (const size of quick ? sizes.slice(0, 1) : sizes)
      Object.assign(figures, await changes(broker, ours, size))
    const ratio = (side: string, size: number) =>
      rounded(figures[`plan_${size}_ms`]! / figures[`${side}_plan_${size}_ms`]!)
    return {
      figures: roundedAll(figures),
      ratios: {
        floor_1000: ratio('floor', 1000),
        one_by_one_1000: ratio('one_by_one', 1000),
        floor_1: ratio('floor', 1),
      },
    }
  },
}

const seriesOf = (size: number): string => `planned-${size}`

/** A quick run has no time for five plans of a thousand by each side. */
const quickRounds: Record<number, number> = { 1: 3, 100: 1, 1000: 1 }

/** The same provider, made from a contract that lists nothing: it can only read one by one. */
const withoutLists = {
  document: {
    ...document,
    paths: Object.fromEntries(
      Object.entries(document.paths).map(([path, item]) => [
        path,
        Object.fromEntries(Object.entries(item).filter(([, it]) => !isList(it))),
      ]),
    ),
  },
  rows,
}

function isList(operation: unknown): boolean {
  return (operation as { operationId?: string }).operationId?.startsWith('list') ?? false
}

interface Cost {
  ms: number
  /** Of the broker. */
  calls: number
}

/** Each side by turns; the median of each. */
async function inTurns(
  sides: Record<string, Terraform>,
  rounds: number,
  measure: (side: Terraform) => Promise<Cost>,
): Promise<Record<string, Cost>> {
  const costs: Record<string, Cost[]> = {}
  for (let round = 0; round < rounds; round++)
    for (const [name, side] of Object.entries(sides)) (costs[name] ??= []).push(await measure(side))
  return Object.fromEntries(Object.entries(costs).map(([name, all]) => [name, medianOf(all)]))
}

/** An apply that makes all, and a destroy, once each: Terraform itself needs most of their time. */
async function changes(broker: BenchBroker, ours: Terraform, size: number) {
  const series = `applied-${size}`
  const figures: Record<string, number> = {}
  for (const command of ['apply', 'destroy'] as const) {
    const { ms, calls } = await cost(broker, ours, command, series, size)
    figures[`${command}_${size}_ms`] = ms
    figures[`${command}_api_calls_${size}`] = calls
  }
  return figures
}

async function cost(
  broker: BenchBroker,
  side: Terraform,
  ...what: [command: Command, series: string, size: number]
): Promise<Cost> {
  const before = await requests(broker)
  const ms = await side.run(...what)
  return { ms, calls: (await requests(broker)) - before }
}

/** How many requests the broker has answered, without these. */
async function requests({ api }: BenchBroker): Promise<number> {
  const text = await api.getMetrics()
  return text
    .split('\n')
    .filter(
      (line) => line.startsWith('reeve_request_seconds_count') && !line.includes('getMetrics'),
    )
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}
