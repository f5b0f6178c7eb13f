// The broker's metrics, in one table.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type TrustMetrics, trustMetrics } from './trust-metrics.ts'

export interface Metrics extends TrustMetrics {
  registry: Registry
  requests: Histogram<'operation' | 'status'>
  jobsSubmitted: Counter<'type' | 'status'>
  jobsInvalid: Counter<'reason'>
  jobsAssigned: Counter
  agentsConnected: Gauge
  poolScale: Gauge<'pool'>
  poolWanted: Gauge<'pool'>
}

export function createMetrics(
  connected: () => number,
  scales: () => Promise<Array<{ pool: string; value: number; wanted: number }>>,
): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'reeve_' })
  return {
    registry,
    requests: new Histogram({
      name: 'reeve_request_seconds',
      help: 'How long requests took, by operation and status.',
      labelNames: ['operation', 'status'],
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    ...submits(registers),
    ...trustMetrics(registers),
    jobsAssigned: new Counter({
      name: 'reeve_jobs_assigned_total',
      help: 'Attempts handed to agents of this replica.',
      registers,
    }),
    agentsConnected: new Gauge({
      name: 'reeve_agents_connected',
      help: 'Agents whose session is on this replica.',
      registers,
      collect() {
        this.set(connected())
      },
    }),
    poolScale: new Gauge({
      name: 'reeve_pool_scale',
      help: 'Slots that a pool could use and does not have; every replica tells the same.',
      labelNames: ['pool'],
      registers,
      async collect() {
        const found = await scales()
        this.reset() // pools that are gone
        for (const { pool, value } of found) this.set({ pool }, value)
      },
    }),
    poolWanted: new Gauge({
      name: 'reeve_pool_wanted_slots',
      help: 'Slots of a pool that would be in use if there were enough; every replica tells the same.',
      labelNames: ['pool'],
      registers,
      async collect() {
        const found = await scales()
        this.reset()
        for (const { pool, wanted } of found) this.set({ pool }, wanted)
      },
    }),
  }
}

const submits = (registers: Registry[]) => ({
  jobsSubmitted: new Counter({
    name: 'reeve_platform_jobs_submitted_total',
    help: 'Submits by job type and status: accepted, replayed, or the problem that refused them.',
    labelNames: ['type', 'status'],
    registers,
  }),
  jobsInvalid: new Counter({
    name: 'reeve_job_validation_failures_total',
    help: 'Submits refused by their job type, by the property at fault; too-large is a payload over the limit.',
    labelNames: ['reason'],
    registers,
  }),
})
