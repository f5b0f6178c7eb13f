// NOTIFY as a hint: one connection that listens, and comes back when it breaks. Whoever waits re-reads anyway.
import { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'

type EndedBy = 'agent' | 'api_token' | 'tenant' | 'enrolment' | 'credential' | 'app'

/** What replicas tell each other. */
export type Hint =
  | { kind: 'work' } // there may be something to claim
  | { kind: 'cancelled'; job: string; attempt: number; agent: string }
  | { kind: 'ended'; by: EndedBy; id: string } // what it let in must go
  | { kind: 'trust'; number: number } // something was revoked
  | { kind: 'keys' } // signing keys have changed
  | { kind: 'policies' } // approval policies have changed
  | { kind: 'failures' } // somebody failed to prove who they are

export interface Hints extends AsyncDisposable {
  on: <K extends Hint['kind']>(
    kind: K,
    listener: (hint: Extract<Hint, { kind: K }>) => void,
  ) => void
}

const channel = 'reeve'

/** Listens until disposed. After each (re)connection every listener of `work` is woken, since hints may be lost. */
export function listen(url: string, log: Logger): Hints {
  const emitter = new EventEmitter()
  const stop = new AbortController()
  let client: pg.Client | undefined
  const loop = (async () => {
    while (!stop.signal.aborted) {
      client = new pg.Client({
        connectionString: url,
        application_name: 'reeve-listen',
        keepAlive: true,
      })
      await connected(client, emitter).catch((error: unknown) => {
        if (!stop.signal.aborted)
          log.warn({ operation: 'listen', err: error }, 'lost the notification connection')
      })
      await client.end().catch(() => {})
      await delay(500, undefined, { signal: stop.signal }).catch(() => {})
    }
  })()
  return {
    on: (kind, listener) => void emitter.on(kind, listener),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await client?.end().catch(() => {})
      await loop
    },
  }
}

/** Resolves never; rejects when the connection is gone. */
async function connected(client: pg.Client, emitter: EventEmitter): Promise<void> {
  client.on('notification', ({ payload }) => {
    const hint = JSON.parse(payload ?? '{}') as Hint
    emitter.emit(hint.kind, hint)
  })
  await new Promise((_, reject) => {
    client.on('error', reject)
    // Also told when it is ended while it connects; `connect` itself would then never settle.
    client.once('end', () => reject(new Error('connection ended')))
    client
      .connect()
      .then(() => client.query(`listen ${channel}`))
      .then(() => emitter.emit('work', { kind: 'work' }), reject)
  })
}
