// The variables of the broker, and those of the client, the command line and the provider beside it.
import { broker, clients, matching, named, text, whole } from './variable.ts'
import { trustVariables } from './trust-variables.ts'

const levels = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'fatal',
  silent: 'silent',
  quiet: 'error',
  standard: 'info',
  verbose: 'info',
} as const

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
  ...trustVariables,
  REEVE_LOG_LEVEL: broker(
    named(levels),
    'info',
    'How much is logged. `quiet`, `standard` and `verbose` are other names of `error`, `info` and `info`.',
  ),
  REEVE_URL: clients('Address of the broker, for the client, the CLI and the provider.'),
  REEVE_TOKEN: clients('Api token, for the client, the CLI and the provider.'),
  REEVE_CA_FILE: clients(
    'PEM file of the authority of the broker’s certificate, for the CLI and the provider.',
  ),
  REEVE_CERT_FILE: clients(
    'PEM file of the client certificate that the CLI and the provider show.',
  ),
  REEVE_KEY_FILE: clients('PEM file of the private key of that certificate.'),
  REEVE_PROFILE: clients('Profile of the CLI.'),
  REEVE_TENANT: clients('Tenant that the CLI means when none is named.'),
} as const
