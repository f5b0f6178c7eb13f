// What the broker reads from its environment; the table of names, defaults and meanings is in config/.
import { resolve } from 'node:path'
import { ConfigError, type Variable } from './config/variable.ts'
import { variables } from './config/variables.ts'
import { defaultDataDir } from './db/embedded.ts'
import type { TlsSettings } from './tls/files.ts'

export { ConfigError, variables }

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
  tls: TlsSettings
  logLevel: Parsed['REEVE_LOG_LEVEL']
  masterKeyPrevious: string | undefined
  configPath: string | undefined
  adminSecret: string | undefined
  adminTokenTtl: number
  audience: string
  issuer: string
  defaultTtl: number
  /** 0: no limit. */
  maxTtl: number
  appTokenTtl: number
  seedTokens: boolean
  enrolmentDays: number
  maxSessionSeconds: number
  autoApproveNamespaces: string[]
  autoApproveApiKey: boolean
  /** As `namespace/name`. */
  autoApproveServiceAccounts: string[]
  /** `api` undefined: no service account is asked about. */
  kubernetes: { api: string | undefined; tokenFile: string; caFile: string; audience: string }
  trustedProxies: string[]
  authFailures: number
  authWindowSeconds: number
  authBanSeconds: number
  /** 0: for ever. */
  auditRetentionDays: number
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
    tls: {
      mode: values.REEVE_TLS_MODE!,
      cert: values.REEVE_TLS_CERT,
      key: values.REEVE_TLS_KEY,
      client_ca: values.REEVE_TLS_CLIENT_CA,
    },
    logLevel: values.REEVE_LOG_LEVEL!,
    ...trustOf(values),
  }
}

function trustOf(values: Partial<Parsed>) {
  return {
    masterKeyPrevious: values.REEVE_MASTER_KEY_PREVIOUS,
    configPath: values.REEVE_CONFIG_PATH,
    adminSecret: values.REEVE_ADMIN_SECRET,
    adminTokenTtl: values.REEVE_ADMIN_TOKEN_TTL!,
    audience: values.REEVE_AUDIENCE!,
    issuer: values.REEVE_ISSUER ?? `spiffe://${values.REEVE_TRUST_DOMAIN!}`,
    defaultTtl: values.REEVE_DEFAULT_TTL!,
    maxTtl: values.REEVE_MAX_TTL!,
    appTokenTtl: values.REEVE_APP_TOKEN_TTL!,
    seedTokens: values.REEVE_SEED_TOKENS!,
    enrolmentDays: values.REEVE_ENROLMENT_DAYS!,
    maxSessionSeconds: values.REEVE_MAX_SESSION_SECONDS!,
    autoApproveNamespaces: values.REEVE_AUTO_APPROVE_NAMESPACES!,
    autoApproveApiKey: values.REEVE_AUTO_APPROVE_API_KEY!,
    autoApproveServiceAccounts: values.REEVE_AUTO_APPROVE_SERVICE_ACCOUNTS!,
    kubernetes: {
      api: values.REEVE_KUBERNETES_API,
      tokenFile: values.REEVE_KUBERNETES_TOKEN_FILE!,
      caFile: values.REEVE_KUBERNETES_CA_FILE!,
      audience: values.REEVE_KUBERNETES_AUDIENCE!,
    },
    trustedProxies: values.REEVE_TRUSTED_PROXIES!,
    authFailures: values.REEVE_AUTH_FAILURES!,
    authWindowSeconds: values.REEVE_AUTH_WINDOW_SECONDS!,
    authBanSeconds: values.REEVE_AUTH_BAN_SECONDS!,
    auditRetentionDays: values.REEVE_AUDIT_RETENTION_DAYS!,
  }
}
