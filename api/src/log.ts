// The broker's log: JSON lines, no secrets.
import { setTimeout as delay } from 'node:timers/promises'
import { pino, type DestinationStream, type Logger } from 'pino'

/** Keys that must never show a value, wherever they stand. */
const secrets = ['token', 'job_token', 'authorization', 'password', 'master_key']
const redact = secrets.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `req.headers["${key}"]`])

export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: redact, censor: '[secret]' },
    base: null,
    serializers: { err: safeError },
  }
  return pino(options, destination ?? standardOutput())
}

/**
 * Lines go out together, at the latest after `periodicFlush` ms; when the process ends, be it by an error that nobody
 * caught, what is left is written first. A reader who does not keep up costs lines, not memory without end.
 */
const standardOutput = (): DestinationStream =>
  pino.destination({
    dest: 1,
    sync: false,
    minLength: 8_192,
    maxLength: 16_777_216,
    periodicFlush: 100,
  })

/** All lines are out, in their order, or their reader has not taken them for two seconds. To be waited for before an exit. */
export async function flushed(log: Logger): Promise<void> {
  const out = new Promise<void>((resolve) => log.flush(() => resolve()))
  await Promise.race([out, delay(2_000, undefined, { ref: false })])
}

/** For lines whose fields are all chosen by us: there is nothing to blank, and looking for it costs. */
export const withoutRedaction = (log: Logger): Logger => log.child({}, { redact: [] })

/** Errors of the driver carry statements and values: only what they say and where. */
function safeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, code } = error as Error & { code?: string }
  return {
    name,
    message,
    ...(code !== undefined && { code }),
    stack,
    ...(error.cause !== undefined && { cause: safeError(error.cause) }),
  }
}
