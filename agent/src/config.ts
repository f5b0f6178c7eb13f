// The agent's configuration: read from the environment once, checked, frozen.
import { createRequire } from 'node:module'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { Level } from 'pino'
import type { TlsFiles } from '@reeve/openapi/tls'
import { checks } from './checks.ts'
import { credentialsOf, type Credentials } from './credentials.ts'
import { ConfigError } from './errors.ts'
import { eitherOf, listOf, valueOf, type Environment } from './values.ts'
import type { VariableName } from './variables.ts'

export type { Environment } from './values.ts'

const own = createRequire(import.meta.url)('../package.json') as { version: string }

export interface Config extends Credentials {
  readonly name: string
  readonly version: string
  readonly carrier: 'stream' | 'poll'
  /** Of one poll, in seconds. */
  readonly poll_timeout: number
  readonly grpc_address: string
  readonly grpc_tls: boolean
  /** Paths; null is none. */
  readonly tls: TlsFiles
  /** Without a slash at its end. */
  readonly url: string
  /** Null is whatever the token says. */
  readonly tenant_slug: string | null
  readonly tenant_host_suffix: string | null
  readonly worker_type: string
  readonly max_concurrent: number
  readonly drain_timeout_ms: number
  /** Null is none. */
  readonly region: string | null
  readonly capabilities: string[]
  readonly tools: string[]
  readonly labels: string[]
  /** Modules with handlers: paths or packages. */
  readonly handlers: string[]
  readonly exec_file: string | null
  /** Null is the default place; see identity.ts. */
  readonly agent_id_file: string | null
  /** Null is no probes. */
  readonly health_port: number | null
  readonly log_level: Level
  readonly otel: {
    readonly enabled: boolean
    readonly service_name: string
    readonly resource_attributes: Readonly<Record<string, string>>
    readonly sample_ratio: number
  }
}

/** Throws a ConfigError with one sentence about the first thing that is wrong. */
export function readConfig(env: Environment): Config {
  const optional = (name: VariableName) => valueOf(name, env) ?? null
  const text = (name: VariableName) => valueOf(name, env) ?? ''
  const file = (name: VariableName) => {
    const path = optional(name)
    return path === null ? null : resolve(path)
  }
  const slug = text('TENANT_SLUG')
  const health = optional('AGENT_HEALTH_PORT')
  const address = eitherOf('BACKEND_GRPC_ADDR', 'BACKEND_ADDR', env) ?? ''
  const tls = text('GRPC_TLS')
  return Object.freeze({
    ...credentialsOf(env),
    name: nameOf(env),
    version: text('VERSION') || own.version,
    carrier: text('CARRIER') as 'stream' | 'poll',
    poll_timeout: Number(text('POLL_TIMEOUT')),
    grpc_address: address,
    grpc_tls: tls === 'auto' ? address.endsWith(':443') : tls === 'true',
    tls: Object.freeze({
      ca: file('AGENT_TLS_CA'),
      cert: file('AGENT_TLS_CERT'),
      key: file('AGENT_TLS_KEY'),
    }),
    url: (eitherOf('BACKEND_URL', 'EXPLOOP_API_URL', env) ?? '').replace(/\/+$/, ''),
    tenant_slug: slug === '*' ? null : slug,
    tenant_host_suffix: optional('TENANT_HOST_SUFFIX'),
    worker_type: text('WORKER_TYPE'),
    max_concurrent: Number(text('MAX_CONCURRENT')),
    drain_timeout_ms: Number(text('DRAIN_TIMEOUT')) * 1000,
    region: optional('AGENT_REGION'),
    capabilities: listOf(text('AGENT_CAPABILITIES')),
    tools: listOf(text('AGENT_TOOLS')),
    labels: listOf(text('AGENT_LABELS')),
    handlers: listOf(text('AGENT_HANDLERS')),
    exec_file: file('AGENT_EXEC_FILE'),
    agent_id_file: file('AGENT_ID_FILE'),
    health_port: health === null ? null : Number(health),
    log_level: text('LOG_LEVEL') as Level,
    otel: Object.freeze({
      enabled: text('OTEL_ENABLED') === 'true',
      service_name: text('OTEL_SERVICE_NAME'),
      resource_attributes: attributesOf(text('OTEL_RESOURCE_ATTRIBUTES')),
      sample_ratio: Number(text('OTEL_SAMPLE_RATIO')),
    }),
  })
}

function nameOf(env: Environment): string {
  const given = valueOf('AGENT_NAME', env) ?? valueOf('POD_NAME', env)
  if (given !== undefined) return given
  const host = hostname()
  if (checks.name(host) === undefined) return host
  throw new ConfigError(`This host's name, '${host}', cannot name an agent: set AGENT_NAME.`)
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '')
  return Object.freeze(
    Object.fromEntries(
      pairs.map((pair) => {
        const [key = '', ...value] = pair.split('=')
        return [key.trim(), value.join('=').trim()]
      }),
    ),
  )
}
