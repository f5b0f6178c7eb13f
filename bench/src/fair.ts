// How evenly agents are shared when one tenant floods the queue and the others only want a little.
import { setTimeout as delay } from 'node:timers/promises'
import { startBareAgents } from './bare.ts'
import { rounded, type Bench } from './bench.ts'
import { startBroker } from './broker.ts'
import { reeveCrowd, type Crowd, type Given } from './crowd.ts'
import { fewSlots } from './peers/graphile.ts'
import { plainCrowd } from './plain.ts'
import { startPostgres } from './postgres.ts'
import { inTurns, quantile, type Side } from './rounds.ts'
import { jain, longestWait } from './shares.ts'

/** The first tenant floods. */
const equal = Array.from({ length: 100 }, () => 1)
/** Five tenants of each weight that a built-in plan has. */
const unequal = [1, 2, 4, 8].flatMap((weight) => Array.from({ length: 5 }, () => weight))

/** How long a job takes its agent: longer than all around it, so that agents are what is scarce. */
const work_ms = 20

/** How many jobs a round has, by what is measured with them. */
interface Load {
  /** Of a tenant of weight 1, when all want much. */
  each: number
  /** Of each tenant but the first, when they are quiet. */
  few: number
}

/** Of all that can be done, what quiet tenants want. */
const quietShare = 0.4

export const fair: Bench = {
  about:
    'one tenant floods, 99 are quiet: what each gets, and how long it waits, against one queue',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    await using broker = await startBroker(await postgres.database('reeve'), {
      REEVE_SESSION_SECONDS: '3600', // bare agents do not renew theirs
    })
    await using agents = startBareAgents()
    await using ours = await reeveCrowd(broker, 'even', equal)
    await using weighted = await reeveCrowd(broker, 'weighted', unequal)
    for (const [from, { agentToken }] of [ours, weighted].entries()) {
      const order = { from, to: from + 1, slots: fewSlots, work_ms, ...broker.addresses }
      await agents.ask('connect', { ...order, agentToken })
    }
    await using plain = await plainCrowd(await postgres.database('plain'), work_ms)
    say(postgres.settings)
    say(`reeve: ${broker.settings}; ${ours.settings}; one bare agent, ${fewSlots} slots`)
    say(`${plain.name}: ${plain.settings}`)
    say(`a job takes its agent ${work_ms} ms on both sides`)
    const load = quick ? { each: 4, few: 1 } : { each: 12, few: 6 }
    const both = sharing([ours, plain], equal, load, ours.bound)
    const medians = await inTurns(both.sides, { rounds: 5, seconds: 0 })
    const uneven = sharing([weighted], unequal, load, weighted.bound)
    const { reeve } = await inTurns(uneven.sides, { rounds: quick ? 1 : 5, seconds: 0 })
    const [our, their] = [medians[ours.name]!, medians[plain.name]!]
    return {
      figures: {
        jain: rounded(our.jain),
        longest_wait_of_bound: rounded(both.longest(ours)),
        quiet_p50_ms: rounded(our.p50_ms),
        quiet_p99_ms: rounded(our.p99_ms),
        weighted_jain: rounded(reeve!.jain),
        weighted_longest_wait_of_bound: rounded(uneven.longest(weighted)),
        graphile_worker_jain: rounded(their.jain),
        graphile_worker_longest_wait_of_bound: rounded(both.longest(plain)),
        graphile_worker_quiet_p50_ms: rounded(their.p50_ms),
        graphile_worker_quiet_p99_ms: rounded(their.p99_ms),
      },
      ratios: {
        graphile_worker_quiet_p50: rounded(our.p50_ms / their.p50_ms),
        graphile_worker_quiet_p99: rounded(our.p99_ms / their.p99_ms),
      },
    }
  },
}

type Figures = { jain: number; p50_ms: number; p99_ms: number }

interface Sharing {
  sides: Array<Side<Figures>>
  /** Of all rounds: a bound has no median. */
  longest: (crowd: Crowd) => number
}

/** A round: first all want much, then one floods while the others want little. */
function sharing(
  crowds: Crowd[],
  weights: number[],
  { each, few }: Load,
  bound: (weight: number) => number,
): Sharing {
  const rounds: Array<{ crowd: Crowd; given: Given[] }> = []
  const rates = new Map<Crowd, number>()
  const round = async (crowd: Crowd): Promise<Figures> => {
    const all = await everybody(crowd, weights, each)
    rates.set(crowd, rates.get(crowd) ?? rateOf(all)) // as it was while warming up, for all rounds
    const some = await quiet(crowd, weights.length, few, [...rates.values()])
    rounds.push({ crowd, given: all }, { crowd, given: some })
    const times = some
      .filter(({ tenant }) => tenant > 0)
      .map(({ sent, started }) => started - sent)
      .toSorted((a, b) => a - b)
    return { jain: jain(all, weights), p50_ms: quantile(times, 0.5), p99_ms: quantile(times, 0.99) }
  }
  return {
    sides: crowds.map((crowd) => ({ name: crowd.name, round: () => round(crowd) })),
    longest: (of) =>
      rounds
        .filter(({ crowd }) => crowd === of)
        .reduce((most, { given }) => Math.max(most, longestWait(given, weights, bound)), 0),
  }
}

/** Jobs a second. */
const rateOf = (given: Given[]): number => (given.length / (given.at(-1)!.at - given[0]!.at)) * 1000

/** Every tenant submits as many jobs as its weight says, the first one ten times as many and before the others. */
async function everybody(crowd: Crowd, weights: number[], each: number): Promise<Given[]> {
  await crowd.together(async () => {
    await crowd.submit(0, 10 * each * weights[0]!)
    const submit = async (weight: number, tenant: number): Promise<void> => {
      if (tenant > 0) await crowd.submit(tenant, each * weight)
    }
    await Promise.all(weights.map(submit))
  })
  return crowd.given()
}

/**
 * The first tenant submits more than can be done meanwhile; the others a job now and then, by the clock: as many a
 * second on every side, a part of what the slowest can do, beside a flood that lasts on the fastest.
 */
async function quiet(
  crowd: Crowd,
  tenants: number,
  few: number,
  rates: number[],
): Promise<Given[]> {
  const jobs = (tenants - 1) * few
  const rate = quietShare * Math.min(...rates)
  const chunk = 500
  for (let left = Math.ceil((jobs / rate) * Math.max(...rates)) - jobs; left > 0; left -= chunk)
    await crowd.submit(0, Math.min(left, chunk))
  const began = performance.now()
  const open: Promise<void>[] = []
  for (let sent = 0; sent < jobs; sent++) {
    await delay(Math.max(0, (sent / rate) * 1000 - (performance.now() - began)))
    open.push(crowd.submit(1 + (sent % (tenants - 1)), 1))
  }
  await Promise.all(open)
  return crowd.given()
}
