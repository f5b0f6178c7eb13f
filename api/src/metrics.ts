// The broker's metrics, in one table.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  registry: Registry
  requests: Histogram<'operation' | 'status'>
  jobsAssigned: Counter
  agentsConnected: Gauge
}

export function createMetrics(connected: () => number): Metrics {
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
  }
}
