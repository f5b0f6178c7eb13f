// What the broker reads from its environment: one table of names, defaults and meanings.
import { resolve } from 'node:path'
import { defaultDataDir } from './db/embedded.ts'

interface Variable<T> {
  /** Which program reads it. Each program stops on an ill-typed variable of its own. */
  program: 'broker' | 'clients'
  /** As people write it; undefined: unset. */
  default: string | undefined
  meaning: string
  secret?: boolean
  parse: (text: string) => T
}

/** Thrown for what an operator can mend; the message says how. Values of secrets are never repeated. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const text = (value: string): string => value
const oneOf =
  <const T extends string>(...allowed: T[]) =>
  (value: string): T => {
    if (!allowed.includes(value as T)) throw new ConfigError(`must be one of ${allowed.join(', ')}`)
    return value as T
  }
const whole = (least: number, most: number) => (value: string) => {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < least || number > most)
    throw new ConfigError(`must be a whole number from ${least} to ${most}`)
  return number
}
const matching = (pattern: RegExp, words: string) => (value: string) => {
  if (!pattern.test(value)) throw new ConfigError(`must be ${words}`)
  return value
}

const broker = <T>(
  parse: (text: string) => T,
  fallback: string | undefined,
  meaning: string,
  secret = false,
): Variable<T> => ({ program: 'broker', default: fallback, meaning, secret, parse })

export const variables = {
  REEVE_HTTP_HOST: broker(text, '127.0.0.1', 'Address the broker binds, for HTTP and for agents.'),
  REEVE_HTTP_PORT: broker(whole(0, 65535), '8080', 'Port of the HTTP API; 0 takes a free one.'),
  REEVE_GRPC_PORT: broker(
    (value) => (value === '' ? undefined : whole(0, 65535)(value)),
    '9090',
    'Port that agents dial; 0 takes a free one, empty turns it off.',
  ),
  REEVE_DATABASE_URL: broker(
    matching(/^postgres(ql)?:\/\//, 'a URL that begins with postgres://'),
    undefined,
    'PostgreSQL 15 or later. Unset: an embedded one in the data folder.',
    true,
  ),
  REEVE_DATABASE_CONNECTIONS: broker(
    whole(2, 200),
    '16',
    'Most connections for each of the three database roles.',
  ),
  REEVE_DATA_DIR: broker(text, undefined, 'Where the embedded database and the key files live.'),
  REEVE_MASTER_KEY: broker(
    matching(/^[0-9a-f]{64}$/i, '32 bytes as 64 hex digits, e.g. from `openssl rand -hex 32`'),
    undefined,
    'Seals keys and secrets at rest. Unset with the embedded database: a key file in the data folder.',
    true,
  ),
  REEVE_ADMIN_TOKEN: broker(
    matching(/^reeve_[0-9a-f]{64}$/, '`reeve_` and 64 hex digits'),
    undefined,
    'The operator token that the first start makes. Unset: a random one, in the data folder.',
    true,
  ),
  REEVE_TRUST_DOMAIN: broker(
    matching(
      /^[a-z0-9]([a-z0-9._-]{0,253}[a-z0-9])?$/,
      'a SPIFFE trust domain: lower-case letters, digits, `.`, `-`, `_`',
    ),
    'reeve.local',
    'Trust domain of the agents’ SPIFFE ids.',
  ),
  REEVE_SESSION_SECONDS: broker(
    whole(10, 86400),
    '300',
    'Life of an agent’s session; it renews at three quarters.',
  ),
  REEVE_LEASE_SECONDS: broker(
    whole(1, 3600),
    '60',
    'How long an agent may be silent before its jobs go to others. It sends a heartbeat each third of it.',
  ),
  REEVE_ACK_SECONDS: broker(
    whole(1, 3600),
    '30',
    'How long an agent may take to say that it began a job, before that goes to another; at most a lease.',
  ),
  REEVE_RECOVERY_SECONDS: broker(
    whole(1, 3600),
    '60',
    'Most time between two looks for jobs whose agents fell silent. They are also looked for when a lease can lapse.',
  ),
  REEVE_EXPIRY_SECONDS: broker(
    whole(1, 86400),
    '300',
    'Time between two looks for jobs that nobody took within their queue timeout.',
  ),
  REEVE_STATISTICS_SECONDS: broker(
    whole(1, 86400),
    '300',
    'Time between two lines of the log that say how many jobs and agents there are.',
  ),
  REEVE_DRAIN_SECONDS: broker(
    whole(0, 3600),
    '20',
    'How long requests may take to end when the broker stops.',
  ),
  REEVE_TASK_INLINE_MAX_CONCURRENT: broker(
    whole(0, 1000),
    '4',
    'How many scripts of tenants with worker_mode inline run in this broker at once; 0 is none.',
  ),
  REEVE_LOG_LEVEL: broker(
    oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    'info',
    'How much is logged.',
  ),
  REEVE_URL: clients('Address of the broker, for the client, the CLI and the provider.'),
  REEVE_TOKEN: clients('Api token, for the client, the CLI and the provider.'),
  REEVE_PROFILE: clients('Profile of the CLI.'),
  REEVE_TENANT: clients('Tenant that the CLI means when none is named.'),
} as const

function clients(meaning: string): Variable<string> {
  return { program: 'clients', default: undefined, meaning, parse: text }
}

type Parsed = { [Name in keyof typeof variables]: ReturnType<(typeof variables)[Name]['parse']> }

export interface Config {
  host: string
  httpPort: number
  grpcPort: number | undefined
  databaseUrl: string | undefined
  databaseConnections: number
  dataDir: string
  masterKey: string | undefined
  adminToken: string | undefined
  trustDomain: string
  sessionSeconds: number
  leaseSeconds: number
  ackSeconds: number
  recoverySeconds: number
  expirySeconds: number
  statisticsSeconds: number
  drainSeconds: number
  taskInlineMaxConcurrent: number
  logLevel: Parsed['REEVE_LOG_LEVEL']
}

/** Reads the environment once. Throws a ConfigError that names every variable that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Readonly<Config> {
  const mistakes = unknownIn(env)
  const values: Record<string, unknown> = {}
  for (const [name, variable] of Object.entries(variables) as Array<[string, Variable<unknown>]>) {
    const given = env[name] ?? variable.default
    if (variable.program !== 'broker' || given === undefined) continue
    try {
      values[name] = variable.parse(given)
    } catch (error) {
      mistakes.push(
        `${name} ${(error as Error).message}${variable.secret ? '' : `, not "${given}"`}. ${variable.meaning}`,
      )
    }
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes.join('\n'))
  return Object.freeze(named(values as Partial<Parsed>))
}

/** Kubernetes injects these for a Service that is called reeve; they are not ours. */
const injected = /^REEVE_(PORT|SERVICE)(_|$)/

function unknownIn(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('REEVE_') && !injected.test(name) && !(name in variables))
    .map(
      (name) =>
        `${name} is not a variable of Reeve. Remove it, or mend its name: ${Object.keys(variables).join(', ')}.`,
    )
}

function named(values: Partial<Parsed>): Config {
  return {
    host: values.REEVE_HTTP_HOST!,
    httpPort: values.REEVE_HTTP_PORT!,
    grpcPort: values.REEVE_GRPC_PORT,
    databaseUrl: values.REEVE_DATABASE_URL,
    databaseConnections: values.REEVE_DATABASE_CONNECTIONS!,
    dataDir: values.REEVE_DATA_DIR ? resolve(values.REEVE_DATA_DIR) : defaultDataDir(),
    masterKey: values.REEVE_MASTER_KEY,
    adminToken: values.REEVE_ADMIN_TOKEN,
    trustDomain: values.REEVE_TRUST_DOMAIN!,
    sessionSeconds: values.REEVE_SESSION_SECONDS!,
    leaseSeconds: values.REEVE_LEASE_SECONDS!,
    ackSeconds: values.REEVE_ACK_SECONDS!,
    recoverySeconds: values.REEVE_RECOVERY_SECONDS!,
    expirySeconds: values.REEVE_EXPIRY_SECONDS!,
    statisticsSeconds: values.REEVE_STATISTICS_SECONDS!,
    drainSeconds: values.REEVE_DRAIN_SECONDS!,
    taskInlineMaxConcurrent: values.REEVE_TASK_INLINE_MAX_CONCURRENT!,
    logLevel: values.REEVE_LOG_LEVEL!,
  }
}
