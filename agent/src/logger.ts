// The agent's log: JSON lines with fixed keys (operation, tenant, agent, job, attempt), and no secret.
import {
  destination,
  pino,
  stdSerializers,
  type DestinationStream,
  type Level,
  type Logger,
} from 'pino'

export type { Logger }

// Nothing logs these on purpose. The net is for the day somebody logs a whole object. pino's own is for what lies on top
// alone: with wildcards for what lies deeper it would cost more than all else of a line.
const secrets = ['token', 'job_token', 'authorization', 'proof', 'payload', 'AGENT_TOKEN']
const deepest = 3

export function createLogger(level: Level, to?: DestinationStream): Logger {
  const options = {
    redact: { paths: secrets, censor: '[secret]' },
    formatters: { log: (object: object) => withoutSecrets(object, deepest) },
    serializers: { err: (seen: unknown) => seen }, // the net has made an object of it
  }
  return pino({ name: 'reeve-agent', level, ...options }, to)
}

/** Standard output. What is logged in one turn of the event loop is written together, at its end or by `flush`. */
export function standardOutput(): DestinationStream & { flush(): void } {
  const stream = destination({ dest: 1, sync: true, minLength: 8 << 10 })
  let soon: NodeJS.Immediate | undefined
  const flush = () => {
    soon = undefined
    try {
      stream.flushSync()
    } catch {
      // nobody reads any more, and work goes on
    }
  }
  return {
    write(line) {
      stream.write(line)
      soon ??= setImmediate(flush)
    },
    flush,
  }
}

function withoutSecrets(object: object, depth: number): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object))
    kept[name] = secrets.includes(name) ? '[secret]' : inside(value, depth - 1)
  return kept
}

function inside(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === 0 || 'toJSON' in value) return value
  if (Array.isArray(value)) return value.map((item) => inside(item, depth - 1))
  return withoutSecrets(value instanceof Error ? stdSerializers.err(value) : value, depth)
}
