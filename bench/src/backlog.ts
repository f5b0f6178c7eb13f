// What a claim costs by how many jobs wait, how many tenants they belong to, and how many agents there are for them.
import { rounded, type Bench } from './bench.ts'
import { startPostgres } from './postgres.ts'
import { inTurns, type Side } from './rounds.ts'
import { batch, startStock, type Size, type Stock } from './stock.ts'

/** By what a figure is called. */
const sizes: Record<string, Size> = {
  '1k': { jobs: 1000, tenants: 100 },
  '100k': { jobs: 100_000, tenants: 100 },
  '1m': { jobs: 1_000_000, tenants: 100 },
  '10_tenants': { jobs: 100_000, tenants: 10 },
  '1k_tenants': { jobs: 100_000, tenants: 1000 },
  '10k_tenants': { jobs: 100_000, tenants: 10_000 },
}

export const backlog: Bench = {
  about: 'a claim with 1k, 100k and 1M jobs in the queue, 10, 1k and 10k tenants, and 5k agents',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    const stocks: Record<string, Stock> = {}
    await using _ = disposing(stocks)
    const start = async ([name, size]: [string, Size]): Promise<void> => {
      const stock = (stocks[name] = await startStock(await postgres.database(name), size))
      say(`${name}: ${JSON.stringify(size)} filled in ${Math.round(stock.filled_ms)} ms`)
    }
    await Promise.all(Object.entries(sizes).map(start))
    say(postgres.settings)
    const sides = Object.keys(sizes).map((name) => sideOf(name, stocks[name]!))
    sides.push(fleetSide('5k_agents', stocks['100k']!))
    // After so many turns PostgreSQL has settled on its plans.
    await inTurns(sides, { rounds: quick ? 2 : 5, seconds: 0 })
    const medians = await inTurns(sides, { rounds: quick ? 6 : 200, seconds: 0 })
    const figures: Record<string, number> = {}
    for (const [name, { many, one }] of Object.entries(medians)) {
      figures[`claim_ms_${name}`] = rounded(many)
      if (one !== undefined) figures[`claim_one_ms_${name}`] = rounded(one)
    }
    const over = (what: keyof Costs, most: string, least: string) =>
      rounded(medians[most]![what]! / medians[least]![what]!)
    return {
      figures,
      ratios: {
        claim_1m_over_1k: over('many', '1m', '1k'),
        claim_10k_tenants_over_10: over('many', '10k_tenants', '10_tenants'),
        claim_5k_agents_over_1: over('many', '5k_agents', '100k'),
        claim_one_1m_over_1k: over('one', '1m', '1k'),
        claim_one_10k_tenants_over_10: over('one', '10k_tenants', '10_tenants'),
      },
    }
  },
}

const disposing = (stocks: Record<string, Stock>): AsyncDisposable => ({
  async [Symbol.asyncDispose]() {
    for (const stock of Object.values(stocks)) await stock[Symbol.asyncDispose]()
  },
})

type Costs = { many: number; one?: number }

/** A claim of a hundred jobs and one of one. */
const sideOf = (name: string, stock: Stock): Side<Costs> => ({
  name,
  round: async () => ({ many: await stock.claim(batch), one: await stock.claim(1) }),
})

/** A claim of a hundred for whichever of five thousand agents. */
const fleetSide = (name: string, stock: Stock): Side<Costs> => ({
  name,
  round: async () => ({ many: await stock.claim(batch, 'fleet') }),
})
