// Tenant: a customer of the platform, with the tokens it owns and the pool it may use.
import type { Construct } from 'constructs'
import type { IPool } from './agent-pool.ts'
import { mistake } from './check.ts'
import * as l1 from './generated/index.ts'
import type { IPlan } from './plan.ts'
import { AnyTenant, type ITenant, type Own } from './tenancy.ts'

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

/** A customer of the platform. What belongs to it is made from it: `acme.agentToken('on-prem')`. */
export class Tenant extends AnyTenant {
  readonly tenantSlug: string
  readonly agentName: string
  /** The resource behind it, for what is not offered here. */
  readonly resource: l1.Tenant

  /** A tenant that was made elsewhere. Nothing is read or changed: the slug is taken as it is. */
  static fromTenantSlug(scope: Construct, id: string, slug: string): ITenant {
    return new ExistingTenant(scope, id, slug)
  }

  constructor(scope: Construct, id: string, { plan, ...props }: TenantProps = {}) {
    super(scope, id)
    this.agentName = props.slug ?? id
    const planName = typeof plan === 'object' ? plan.planName : plan
    this.resource = new l1.Tenant(this, 'Default', {
      ...props,
      slug: this.agentName,
      plan: planName,
    })
    this.tenantSlug = this.resource.slug
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

  /** Agents of another category get none of its jobs. */
  override get agentEnvironment(): Readonly<Record<string, string>> {
    const { workerTypeInput: type } = this.resource
    return { ...super.agentEnvironment, ...(type !== undefined && { WORKER_TYPE: type }) }
  }
}

class ExistingTenant extends AnyTenant {
  readonly tenantSlug: string
  readonly agentName: string

  constructor(scope: Construct, id: string, slug: string) {
    super(scope, id)
    this.tenantSlug = slug
    this.agentName = slug
  }
}
