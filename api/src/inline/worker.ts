// A broker's own worker: it runs the scripts of tenants with worker_mode inline, so many at once and no more.
import { hostname } from 'node:os'
import { startInside } from '@reeve/agent/inside'
import type { House } from '../carriers/session.ts'
import { newId } from '../ids.ts'
import { inlineType } from '../tenants/rules.ts'
import { build } from '../version.ts'
import { createDoor } from './door.ts'
import * as store from './store.ts'

interface Limits {
  max_concurrent: number
  /** How long scripts may go on when the broker stops; what does not end goes back into the queue. */
  grace_ms: number
}

/** Undefined when there is to be none here. */
export async function startInline(
  house: House,
  { max_concurrent, grace_ms }: Limits,
): Promise<AsyncDisposable | undefined> {
  const { db, log } = house
  const worker_type = inlineType
  if (max_concurrent === 0) return undefined
  const worker = { id: newId(), name: `inline-${hostname()}`.slice(0, 63) }
  const inside = await startInside({
    carrier: createDoor(house, worker),
    max_concurrent,
    version: build.version,
    worker_type,
    logger: log.child({ worker: worker.name }),
  })
  return {
    async [Symbol.asyncDispose]() {
      await inside.stop(grace_ms)
      await db
        .as('work')
        .many(store.remove, worker)
        .catch((error: unknown) =>
          log.warn({ operation: 'inline', err: error }, 'could not remove the inline worker'),
        )
    },
  }
}
