// The operations of the broker itself: health, version, metrics, keys.
import type { Registry } from 'prom-client'
import { isCurrent } from '../db/migrate.ts'
import type { Database } from '../db/database.ts'
import type { Handlers } from '../http/contract.ts'
import type { SigningKeys } from '../identity/keys.ts'
import { problem } from '../problem.ts'
import { build } from '../version.ts'
import * as store from './store.ts'

/** What the process knows of itself. */
export interface Process {
  startedAt: number
  draining: boolean
  /** Whether the agents' port listens, or was turned off. */
  streams: 'starting' | 'listening' | 'off'
}

export function broker(db: Database, process: Process, keys: SigningKeys, metrics: Registry) {
  const answers = () =>
    db
      .as('operator')
      .one(store.ping)
      .then(
        () => true,
        () => false,
      )
  return {
    async getHealth() {
      const alive = await answers()
      return {
        status: process.draining ? 'draining' : alive ? 'ok' : 'degraded',
        version: build.version,
        uptime_seconds: Math.floor((Date.now() - process.startedAt) / 1000),
        database: alive ? 'ok' : 'unreachable',
      }
    },
    getLiveness: async () => {},
    async getReadiness() {
      const missing = await missingParts()
      if (missing.length > 0) throw problem('unavailable', `Not ready: ${missing.join(', ')}.`)
    },
    getVersion: async () => build,
    getMetrics: () => metrics.metrics(),
    getJwks: async () => ({ keys: keys.published() }),
  } satisfies Partial<Handlers>

  async function missingParts(): Promise<string[]> {
    const reasons: string[] = []
    if (process.draining) reasons.push('the broker drains')
    if (process.streams === 'starting') reasons.push('the agents’ port does not listen yet')
    if (!(await answers())) reasons.push('the database does not answer')
    else if (!(await current())) reasons.push('the migrations are not current')
    return reasons
  }

  function current(): Promise<boolean> {
    return isCurrent(() => db.as('operator').many(store.migrations))
  }
}
