// The agent's configuration: read from the environment once, checked, frozen.
import { createRequire } from 'node:module'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { Level } from 'pino'
import { checks } from './checks.ts'
import { ConfigError } from './errors.ts'
import { variables, type Variable, type VariableName } from './variables.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const own = createRequire(import.meta.url)('../package.json') as { version: string }

export interface Config {
  readonly token: string
  readonly name: string
  readonly version: string
  readonly carrier: 'stream' | 'poll'
  /** Of one poll, in seconds. */
  readonly poll_timeout: number
  readonly grpc_address: string
  readonly grpc_tls: boolean
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
  refuse(env, 'SHARED_AGENT_PLATFORM_KEY', 'a platform key')
  refuse(env, 'REDIVER_BOOTSTRAP_TOKEN', 'a bootstrap token')
  const optional = (name: VariableName) => valueOf(name, env) ?? null
  const text = (name: VariableName) => valueOf(name, env) ?? ''
  const slug = text('TENANT_SLUG')
  const idFile = optional('AGENT_ID_FILE')
  const execFile = optional('AGENT_EXEC_FILE')
  const token = tokenOf(env)
  const address = eitherOf('BACKEND_GRPC_ADDR', 'BACKEND_ADDR', env)
  const tls = text('GRPC_TLS')
  return Object.freeze({
    token,
    name: nameOf(env),
    version: text('VERSION') || own.version,
    carrier: text('CARRIER') as 'stream' | 'poll',
    poll_timeout: Number(text('POLL_TIMEOUT')),
    grpc_address: address,
    grpc_tls: tls === 'auto' ? address.endsWith(':443') : tls === 'true',
    url: eitherOf('BACKEND_URL', 'EXPLOOP_API_URL', env).replace(/\/+$/, ''),
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
    exec_file: execFile === null ? null : resolve(execFile),
    agent_id_file: idFile === null ? null : resolve(idFile),
    log_level: text('LOG_LEVEL') as Level,
    otel: Object.freeze({
      enabled: text('OTEL_ENABLED') === 'true',
      service_name: text('OTEL_SERVICE_NAME'),
      resource_attributes: attributesOf(text('OTEL_RESOURCE_ATTRIBUTES')),
      sample_ratio: Number(text('OTEL_SAMPLE_RATIO')),
    }),
  })
}

/** What another version may do; to go on without it would be another agent than was meant. */
function refuse(env: Environment, name: VariableName, what: string): void {
  if (!env[name]?.trim()) return
  throw new ConfigError(
    `${name} is set, but this version cannot enrol with ${what} yet: unset it and set AGENT_TOKEN.`,
  )
}

function tokenOf(env: Environment): string {
  const token = valueOf('AGENT_TOKEN', env)
  if (token !== undefined) return token
  throw new ConfigError(
    'AGENT_TOKEN is not set: create an agent token (`reeve agent-token create`, or `reeve_agent_token` in Terraform) and set it.',
  )
}

/** The variable's checked text, else its default. Empty is the same as unset, and space around a value is no part of it. */
function valueOf(name: VariableName, env: Environment): string | undefined {
  const variable: Variable = variables[name]
  const given = env[name]?.trim()
  if (given === undefined || given === '') return variable.default
  const expected = checks[variable.type](given, variable)
  if (expected === undefined) return given
  // a secret's value must not appear even when it is wrong
  const said = variable.type === 'secret' ? '' : ` is '${given.slice(0, 100)}', which`
  const instead = variable.default ? `, or leave it out for ${variable.default}` : ''
  throw new ConfigError(`${name}${said} is not ${expected}: set it to one${instead}.`)
}

/** Of a variable with two names. */
function eitherOf(name: VariableName, alias: VariableName, env: Environment): string {
  const [given, other] = [env[name]?.trim(), env[alias]?.trim()]
  if (given && other && given !== other) {
    throw new ConfigError(
      `${name} (${given}) and ${alias} (${other}) are two names of one thing and differ: set one of them.`,
    )
  }
  return valueOf(other ? alias : name, env) ?? ''
}

function nameOf(env: Environment): string {
  const given = valueOf('AGENT_NAME', env) ?? valueOf('POD_NAME', env)
  if (given !== undefined) return given
  const host = hostname()
  if (checks.name(host) === undefined) return host
  throw new ConfigError(`This host's name, '${host}', cannot name an agent: set AGENT_NAME.`)
}

/** Each part once, in the order given. */
function listOf(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim())
  return [...new Set(parts.filter((part) => part !== ''))]
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
