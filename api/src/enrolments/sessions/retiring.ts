// Ends tokens that have a successor: not at once, for the agent may use the earlier one until the answer has come, and
// many in one statement, a few times a second.
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Database } from '../../db/database.ts'
import { grouped } from '../../db/grouped.ts'
import { newId } from '../../ids.ts'
import * as store from './store.ts'

export interface Retiring {
  jti: string
  tenant_id: string
  /** The agent's. */
  name: string
  /** In seconds since the epoch. */
  exp: number
}

/** Returns at once. Should it fail, the token lives until it expires, a quarter of its life at most. */
export type Retire = (token: Retiring) => void

/** How long the earlier token is taken still, in seconds. */
const overlap = 10

/** Nobody waits for it, so that those of a moment may wait for each other, in ms. */
const pause = 200

export function createRetire(db: Database, log: Logger): Retire {
  const together = grouped<Retiring, null>({
    async run(_, tokens) {
      await db.as('work').many(store.retire, {
        ids: tokens.map(() => newId()),
        jtis: tokens.map(({ jti }) => jti),
        tenants: tokens.map(({ tenant_id }) => tenant_id),
        names: tokens.map(({ name }) => name),
        untils: tokens.map(({ exp }) => new Date(exp * 1000)),
        after_seconds: overlap,
      })
      await delay(pause, undefined, { ref: false })
      return tokens.map(() => null)
    },
    ...{ most: 5_000, waiting: 50_000, lanes: 1, patience: 10_000 },
  })
  return (token) =>
    void together('', token).catch((error: unknown) =>
      log.warn({ operation: 'renewAgentSession', err: error }, 'a renewed token ends by itself'),
    )
}
