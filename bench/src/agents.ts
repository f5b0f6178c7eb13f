// What idle agents cost the broker: memory of each, how fast they are let in, and a heartbeat.
import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@reeve/openapi'
import { startBareAgents, type BareAgents } from './bare.ts'
import { rounded, roundedAll, type Bench } from './bench.ts'
import { startBroker } from './broker.ts'
import { startPostgres } from './postgres.ts'

/** The first, and the most. */
const sizes = { full: [1000, 5000], quick: [1000, 2500] }

export const agents: Bench = {
  about: '1,000 and 5,000 idle agents: memory of each in the broker, accept rate, heartbeat cost',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    // Sessions of an hour: real agents renew theirs, which is not what is measured.
    await using broker = await startBroker(await postgres.database('reeve'), {
      REEVE_SESSION_SECONDS: '3600',
    })
    await using idle = startBareAgents()
    say(postgres.settings)
    say(`reeve: ${broker.settings}`)
    say('agents: streams of one other process, a TCP connection each; memory is resident memory')
    const { api, addresses } = broker
    const connecting = { ...addresses, slots: 4, silent: true, ...(await broker.tenant('bench')) }
    const empty = await settled(api, quick)
    const figures: Record<string, number> = {}
    let from = 0
    for (const [stage, to] of (quick ? sizes.quick : sizes.full).entries()) {
      const of = stage === 0 ? `_${to}` : ''
      const told = await idle.ask('connect', { from, to, ...connecting })
      const { resident } = await settled(api, quick)
      const kb = (resident - empty.resident) / to / 1024
      figures[`kb_per_idle_agent${of}`] = rounded(kb)
      figures[`accept_per_s${of}`] = rounded((to - from) / (told.accept_ms / 1000))
      figures[`enrol_per_s${of}`] = rounded((to - from) / (told.enrol_ms / 1000))
      from = to
    }
    Object.assign(figures, await heartbeats(idle, api, quick ? 2 : 10))
    return { figures: { agents: from, ...figures }, ratios: {} }
  },
}

/** Twice what 5,000 agents send by themselves (one each 20 s), on top of nothing else. */
const rate = 500

async function heartbeats(idle: BareAgents, api: Client, seconds: number) {
  const before = await processOf(api)
  await delay(seconds * 500)
  const resting = await processOf(api)
  const { beats, p50_ms, p99_ms } = await idle.ask('beat', { per_second: rate, seconds })
  const after = await processOf(api)
  const share = (resting.cpu - before.cpu) / (resting.at - before.at)
  const spent = after.cpu - resting.cpu - share * (after.at - resting.at)
  return roundedAll({
    heartbeat_cpu_us: (Math.max(0, spent) / beats) * 1_000_000,
    heartbeat_p50_ms: p50_ms,
    heartbeat_p99_ms: p99_ms,
  })
}

interface Process {
  resident: number
  /** Seconds of processor time, and when. */
  cpu: number
  at: number
}

/** The least of several readings: garbage that only waits to be collected is no agent's. */
async function settled(api: Client, quick: boolean): Promise<Process> {
  const readings: Process[] = []
  for (let reading = 0; reading < (quick ? 3 : 10); reading++) {
    await delay(500)
    readings.push(await processOf(api))
  }
  return readings.reduce((least, next) => (next.resident < least.resident ? next : least))
}

async function processOf(api: Client): Promise<Process> {
  const text = await api.getMetrics()
  const value = (name: string): number => {
    const found = new RegExp(`^reeve_${name} (\\S+)$`, 'm').exec(text)?.[1]
    if (found === undefined) throw new Error(`The broker has no metric reeve_${name}.`)
    return Number(found)
  }
  return {
    resident: value('process_resident_memory_bytes'),
    cpu: value('process_cpu_seconds_total'),
    at: Date.now() / 1000,
  }
}
