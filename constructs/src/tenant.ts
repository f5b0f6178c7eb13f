// Tenant: a customer of the platform, with the tokens it owns and the pool it may use.
import { Construct } from 'constructs'
import type { IConstruct } from 'constructs'
import type { IPool } from './agent-pool.ts'
import { check, mistake } from './check.ts'
import type { AgentPlatform } from './fleet.ts'
import * as l1 from './generated/index.ts'
import type { IPlan } from './plan.ts'

/** A tenant, declared here or elsewhere. */
export interface ITenant extends IConstruct {
  /** Its slug, as a reference to the tenant where there is one to make. */
  readonly tenantSlug: string
  /**
   * A secret with which agents join: `.token`, sensitive and known after the first apply. With a
   * `pool` they join that pool; else they are the tenant's own.
   */
  agentToken(name: string, props?: AgentTokenProps): l1.AgentToken
  /** A credential for automation: `.token`, sensitive and known after the first apply. */
  apiToken(name: string, props: ApiTokenProps): l1.ApiToken
  /** Lets a pool's agents work for it; to say it again changes nothing. It has one pool at most. */
  assignTo(pool: IPool): l1.PoolAssignment
  /** Runs the tenant's own agents. */
  deployOn<T extends IConstruct>(platform: AgentPlatform<T>, id?: string): T
}

/** What the tenant gives itself, and what makes many of one. */
type Own = 'name' | 'tenant' | 'count' | 'forEach'
export interface AgentTokenProps extends Omit<l1.AgentTokenConfig, Own | 'pool'> {
  readonly pool?: IPool
}
export type ApiTokenProps = Omit<l1.ApiTokenConfig, Own>

type Narrower = 'slug' | 'plan' | 'status' | 'workerMode' | 'workerAgentPool' | 'onNoCapacity'
export interface TenantProps extends Omit<l1.TenantConfig, Own | Narrower> {
  /**
   * The tenant's name in paths. Unique; cannot change.
   * @default the construct's id
   */
  readonly slug?: string
  /**
   * The plan that sets its limits, or the name of a built-in one.
   * @default free
   */
  readonly plan?: IPlan | string
  /** A suspended tenant's jobs wait and its tokens are refused. */
  readonly status?: 'active' | 'suspended'
  /**
   * Where its jobs run: on agents, or inside the brokers, which run scripts and nothing else.
   * @default agent
   */
  readonly workerMode?: 'agent' | 'inline'
  /**
   * Who runs its jobs: its own agents, or those of the pool it is assigned to (the platform's if it
   * is assigned to none).
   * @default shared once it is assigned to a pool, else dedicated
   */
  readonly workerAgentPool?: 'dedicated' | 'shared'
  /**
   * What becomes of work for which no connected agent has a free slot, unless the task or job says
   * so itself: it fails at once, or waits.
   * @default runs of tasks fail and submitted jobs wait
   */
  readonly onNoCapacity?: 'fail' | 'queue'
}

abstract class AnyTenant extends Construct implements ITenant {
  abstract readonly tenantSlug: string
  /** What its agents are called where they run. */
  protected abstract readonly label: string
  private pool: IPool | undefined
  private assignment: l1.PoolAssignment | undefined

  agentToken(name: string, { pool, ...props }: AgentTokenProps = {}): l1.AgentToken {
    const config = { ...props, name, tenant: this.tenantSlug, ...(pool && { pool: pool.poolName }) }
    const token = new l1.AgentToken(this, `agent-token-${name}`, config)
    check(token)
    return token
  }

  apiToken(name: string, props: ApiTokenProps): l1.ApiToken {
    const token = new l1.ApiToken(this, `api-token-${name}`, {
      ...props,
      name,
      tenant: this.tenantSlug,
    })
    check(token)
    return token
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

  deployOn<T extends IConstruct>(platform: AgentPlatform<T>, id = 'agents'): T {
    const environment = { TENANT_SLUG: this.tenantSlug, ...this.workerType() }
    return platform.deploy({ owner: this, name: this.label, environment }, id)
  }

  /** Agents of another category get none of its jobs. */
  protected workerType(): { WORKER_TYPE?: string } {
    return {}
  }
}

/** A customer of the platform. What belongs to it is made from it: `acme.agentToken('on-prem')`. */
export class Tenant extends AnyTenant {
  readonly tenantSlug: string
  /** The resource behind it, for what is not offered here. */
  readonly resource: l1.Tenant
  protected readonly label: string

  /** A tenant that was made elsewhere. Nothing is read or changed: the slug is taken as it is. */
  static fromTenantSlug(scope: Construct, id: string, slug: string): ITenant {
    return new ExistingTenant(scope, id, slug)
  }

  constructor(scope: Construct, id: string, { plan, ...props }: TenantProps = {}) {
    super(scope, id)
    this.label = props.slug ?? id
    const planName = typeof plan === 'object' ? plan.planName : plan
    this.resource = new l1.Tenant(this, 'Default', {
      ...props,
      slug: this.label,
      plan: planName,
    })
    this.tenantSlug = this.resource.slug
    check(this.resource, this)
  }

  override assignTo(pool: IPool): l1.PoolAssignment {
    const { path } = pool.node
    if (this.resource.workerModeInput === 'inline')
      throw mistake(this, `with workerMode 'inline' no job would go to ${path}.`)
    if (this.resource.workerAgentPoolInput === 'dedicated')
      throw mistake(this, `with workerAgentPool 'dedicated' no job would go to ${path}.`)
    this.resource.workerAgentPool = 'shared'
    return super.assignTo(pool)
  }

  protected override workerType(): { WORKER_TYPE?: string } {
    const { workerTypeInput } = this.resource
    return workerTypeInput === undefined ? {} : { WORKER_TYPE: workerTypeInput }
  }
}

class ExistingTenant extends AnyTenant {
  readonly tenantSlug: string
  protected readonly label: string

  constructor(scope: Construct, id: string, slug: string) {
    super(scope, id)
    this.tenantSlug = slug
    this.label = slug
  }
}
