// The metrics about who is let in, thrown out and turned away.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { securityTypes } from './defence/security.ts'
import type { Sessions } from './identity/sessions.ts'

export type TrustMetrics = ReturnType<typeof trustMetrics>

/** Labels come from our own lists, never from what somebody sent. */
export function trustMetrics(registers: Registry[]) {
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers })
  const securityEvents = counter(
    'reeve_security_events_total',
    'Security events at this replica, by their type; all are counted, also those that are not written down.',
    'event_type',
  )
  for (const event_type of securityTypes) securityEvents.inc({ event_type }, 0)
  return {
    securityEvents,
    authFailures: counter(
      'reeve_auth_failures_total',
      'Credentials that were refused at this replica, by reason.',
      'reason',
    ),
    bannedIps: gauge(
      'reeve_banned_ips_current',
      'Addresses with a ban, as this replica knows them.',
    ),
    tokensIssued: counter('reeve_tokens_issued_total', 'Tokens issued at this replica.', 'kind'),
    tokensRevoked: counter(
      'reeve_tokens_revoked_total',
      'Revocations made at this replica, by level.',
      'level',
    ),
    registrations: counter(
      'reeve_registrations_total',
      'Enrolments at this replica, by method and status: approved, pending, or refused.',
      ...(['method', 'status'] as const),
    ),
    adminAuth: counter(
      'reeve_admin_auth_total',
      'Times that somebody came with an admin secret, by status: accepted or refused.',
      'status',
    ),
    launchTokensCreated: counter(
      'reeve_launch_tokens_created_total',
      'Launch tokens made at this replica.',
    ),
    ...auditMetrics(registers),
  }
}

/** Of all replicas one at a time seals: their sum counts each event once. */
const auditMetrics = (registers: Registry[]) => ({
  auditEvents: new Counter({
    name: 'reeve_audit_events_total',
    help: 'Audit events that this replica gave their place in the chain, by result.',
    labelNames: ['result'],
    registers,
  }),
  auditSealing: new Histogram({
    name: 'reeve_audit_write_seconds',
    help: 'How long it took this replica to seal what there was.',
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  }),
})

export const countingIssued = (
  sessions: Sessions,
  { tokensIssued }: Pick<TrustMetrics, 'tokensIssued'>,
): Sessions => ({
  ...sessions,
  async issue(said, seconds) {
    const issued = await sessions.issue(said, seconds)
    tokensIssued.inc({ kind: said.kind })
    return issued
  },
})

interface Sources {
  /** How many agents are present. */
  agents: () => Promise<number>
  /** How many audit events have no place in the chain yet. */
  unsealed: () => Promise<number>
  /** How many keys are revoked. */
  revoked: () => number
  /** The database's clock. */
  now: () => number
}

/** What is looked up when somebody asks. */
export function trustGauges(registry: Registry, { agents, unsealed, revoked, now }: Sources): void {
  const gauge = (name: string, help: string, value: () => number | Promise<number>) =>
    new Gauge({
      ...{ name, help, registers: [registry] },
      async collect() {
        this.set(await value())
      },
    })
  gauge('reeve_revocations_active', 'Keys that are revoked, as this replica knows them.', revoked)
  gauge(
    'reeve_active_agents',
    'Agents that are present, at whichever replica; every one tells the same.',
    agents,
  )
  gauge(
    'reeve_audit_unsealed',
    'Audit events without a place in the chain; every replica tells the same.',
    unsealed,
  )
  new Counter({
    name: 'reeve_clock_skew_total',
    help: 'How often, when metrics were asked for, the clocks of this machine and of the database were more than five seconds apart.',
    registers: [registry],
    collect() {
      this.inc(Math.abs(now() - Date.now()) > skew_ms ? 1 : 0)
    },
  })
}

/** The database's clock decides; one that is off by this misleads whoever compares logs. */
const skew_ms = 5_000
