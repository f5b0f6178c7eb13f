// The agent's log: JSON lines with fixed keys (operation, tenant, agent, job, attempt), and no secret.
import { pino, type DestinationStream, type Level, type Logger } from 'pino'

export type { Logger }

// Nothing logs these on purpose. The net is for the day somebody logs a whole object.
const secrets = ['token', 'job_token', 'authorization', 'proof', 'payload', 'AGENT_TOKEN']

export function createLogger(level: Level, destination?: DestinationStream): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  return pino({ name: 'reeve-agent', level, redact: { paths, censor: '[secret]' } }, destination)
}
