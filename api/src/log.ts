// The broker's log: JSON lines, no secrets.
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
  return destination ? pino(options, destination) : pino(options)
}

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
