// What a tenant can do, declared here or elsewhere: hand out tokens, run tasks, be granted to others.
import { readFileSync } from 'node:fs'
import { Construct } from 'constructs'
import type { IConstruct } from 'constructs'
import type { IPool } from './agent-pool.ts'
import { ApiToken, type ApiTokenConfig } from './api-token.ts'
import { mistake, refuseLiteral } from './check.ts'
import { EphemeralToken, type EphemeralTokenProps } from './ephemeral.ts'
import * as l1 from './generated/index.ts'

/** What the tenant gives itself, and what makes many of one. */
export type Own = 'name' | 'tenant' | 'count' | 'forEach'
export interface AgentTokenProps extends Omit<l1.AgentTokenConfig, Own | 'pool'> {
  readonly pool?: IPool
}
export type ApiTokenProps = Omit<ApiTokenConfig, Own>
export type EnrolmentKeyProps = Omit<l1.EnrolmentKeyConfig, Own | 'pool'>
export type AppProps = Omit<l1.AppConfig, Own>

/** A task as it may be said once and scheduled for many tenants. */
export interface TaskProps extends Omit<
  l1.TaskConfig,
  'tenant' | 'count' | 'forEach' | 'script' | 'input' | 'overlap' | 'catchUp' | 'onNoCapacity'
> {
  /** The body of an async function, or the file that holds it: `new URL('./sum.js', import.meta.url)`. */
  readonly script: string | URL
  /** The script's `input`: anything that JSON can say. Nothing secret: see `secret`. */
  readonly input?: unknown
  /**
   * When an earlier run is not over: both run, the later is left out, or the earlier is cancelled.
   * @default forbid
   */
  readonly overlap?: 'allow' | 'forbid' | 'replace'
  /**
   * What becomes of due times that were missed.
   * @default last
   */
  readonly catchUp?: 'none' | 'last' | 'all'
  /**
   * What becomes of a run for which no agent has a free slot.
   * @default as the tenant says
   */
  readonly onNoCapacity?: 'fail' | 'queue'
}

/** A tenant, declared here or elsewhere. */
export interface ITenant extends IConstruct {
  /** Its slug, as a reference to the tenant where there is one to make. */
  readonly tenantSlug: string
  /** What its agents are called where they run. */
  readonly agentName: string
  /** What its agents are told: whose they are and of which category. */
  readonly agentEnvironment: Readonly<Record<string, string>>
  /**
   * A secret with which agents join: `.token`, sensitive and known after the first apply. With a
   * `pool` they join that pool; else they are the tenant's own.
   */
  agentToken(name: string, props?: AgentTokenProps): l1.AgentToken
  /** An agent token that is minted by the apply and in no plan and no state. */
  ephemeralAgentToken(name: string, props?: EphemeralTokenProps): EphemeralToken
  /** A secret that many agents share, such as those of one image: `.key`. */
  enrolmentKey(name: string, props?: EnrolmentKeyProps): l1.EnrolmentKey
  /** A credential for automation: `.token`. Say its scopes here or grant them. */
  apiToken(name: string, props?: ApiTokenProps): ApiToken
  /** A program that launches agents for single pieces of work, within the scopes given here. */
  app(name: string, props: AppProps): l1.App
  /** Lets a pool's agents work for it; to say it again changes nothing. It has one pool at most. */
  assignTo(pool: IPool): l1.PoolAssignment
  /** Runs a script when it is due, or when somebody asks. */
  schedule(task: TaskProps): l1.Task
  /** A value for its scripts that nobody can read again: a reference, never written out. */
  secret(name: string, value: string, description?: string): l1.Secret
  /**
   * The same with a value that is in no plan and no state, such as that of a variable which is
   * ephemeral (`addOverride('ephemeral', true)`). Nobody can compare it, so another `version` is
   * what sends it again. It needs Terraform 1.11 or later.
   */
  writeOnlySecret(name: string, value: string, version: number, description?: string): l1.Secret
  /** A value for its scripts that everybody may see. */
  variable(name: string, value: string, description?: string): l1.Variable
  /** Lets the holder of the token submit, follow and cancel its jobs. */
  grantSubmit(token: ApiToken): void
  /** Lets the holder of the token change and run its tasks. */
  grantSchedule(token: ApiToken): void
  /** Lets the holder of the token see its jobs, tasks and agents. */
  grantRead(token: ApiToken): void
}

/** What both kinds of tenant share. */
export abstract class AnyTenant extends Construct implements ITenant {
  abstract readonly tenantSlug: string
  abstract readonly agentName: string
  private pool: IPool | undefined
  private assignment: l1.PoolAssignment | undefined

  get agentEnvironment(): Readonly<Record<string, string>> {
    return { TENANT_SLUG: this.tenantSlug }
  }

  agentToken(name: string, { pool, ...props }: AgentTokenProps = {}): l1.AgentToken {
    const config = { ...props, ...this.named(name), ...(pool && { pool: pool.poolName }) }
    return new l1.AgentToken(this, `agent-token-${name}`, config)
  }

  ephemeralAgentToken(name: string, { expiresInDays }: EphemeralTokenProps = {}): EphemeralToken {
    const attributes = { tenant: this.tenantSlug, expires_in_days: expiresInDays }
    const id = `ephemeral-agent-token-${name}`
    return new EphemeralToken(this, id, 'reeve_agent_token', name, attributes)
  }

  enrolmentKey(name: string, props: EnrolmentKeyProps = {}): l1.EnrolmentKey {
    const config = { ...props, ...this.named(name) }
    return new l1.EnrolmentKey(this, `enrolment-key-${name}`, config)
  }

  apiToken(name: string, props: ApiTokenProps = {}): ApiToken {
    return new ApiToken(this, `api-token-${name}`, { ...props, ...this.named(name) })
  }

  app(name: string, props: AppProps): l1.App {
    return new l1.App(this, `app-${name}`, { ...props, ...this.named(name) })
  }

  assignTo(pool: IPool): l1.PoolAssignment {
    if (this.pool && this.pool.poolName !== pool.poolName) {
      const taken = this.pool.node.path
      throw mistake(this, `is assigned to ${taken}; it cannot have ${pool.node.path} too.`)
    }
    this.pool = pool
    const config = { pool: pool.poolName, tenant: this.tenantSlug }
    return (this.assignment ??= new l1.PoolAssignment(this, 'assignment', config))
  }

  schedule({ script, input, ...task }: TaskProps): l1.Task {
    return new l1.Task(this, `task-${task.name}`, {
      ...task,
      tenant: this.tenantSlug,
      script: typeof script === 'string' ? script : readFileSync(script, 'utf8'),
      ...(input !== undefined && { input: JSON.stringify(input) }),
    })
  }

  secret(name: string, value: string, description?: string): l1.Secret {
    refuseLiteral(this, `the secret ${name}`, value, 'pass a sensitive TerraformVariable')
    const config = { ...this.named(name), value, description }
    return new l1.Secret(this, `secret-${name}`, config)
  }

  writeOnlySecret(name: string, value: string, version: number, description?: string): l1.Secret {
    refuseLiteral(this, `the secret ${name}`, value, 'pass a TerraformVariable that is ephemeral')
    const only = { valueWo: value, valueWoVersion: version }
    return new l1.Secret(this, `secret-${name}`, { ...this.named(name), ...only, description })
  }

  variable(name: string, value: string, description?: string): l1.Variable {
    const config = { ...this.named(name), value, description }
    return new l1.Variable(this, `variable-${name}`, config)
  }

  grantSubmit(token: ApiToken): void {
    this.grant(token, 'jobs:write')
  }

  grantSchedule(token: ApiToken): void {
    this.grant(token, 'tasks:write')
  }

  grantRead(token: ApiToken): void {
    this.grant(token, 'jobs:read', 'tasks:read', 'agents:read')
  }

  /** An operator's token would reach every tenant, and another's none of this one. */
  private grant(token: ApiToken, ...scopes: string[]): void {
    if (token.tenantInput !== this.tenantSlug)
      throw mistake(
        this,
        `cannot be granted to ${token.node.path}, which is not a token of its own.`,
      )
    token.addScopes(...scopes)
  }

  private named(name: string): { name: string; tenant: string } {
    return { name, tenant: this.tenantSlug }
  }
}
