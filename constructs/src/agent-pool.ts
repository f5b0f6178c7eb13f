// AgentPool: agents of the platform that work for the tenants assigned to them.
import { Construct } from 'constructs'
import type { IConstruct } from 'constructs'
import type { ApiToken } from './api-token.ts'
import { mistake } from './check.ts'
import * as l1 from './generated/index.ts'

/** A named group of agents, declared here or elsewhere. */
export interface IPool extends IConstruct {
  /** Its name, as a reference to the pool where there is one to make. */
  readonly poolName: string
  /** What its agents are called where they run. */
  readonly agentName: string
  /** A secret with which the platform's agents join: `.token`, known after the first apply. */
  agentToken(name: string, props?: PoolTokenProps): l1.AgentToken
  /** A key that the platform's agents share and never send: `.key`, known after the first apply. */
  platformKey(name: string, props?: PlatformKeyProps): l1.PlatformKey
  /** Lets a counted number of agents in within hours: `.token`, known after the first apply. */
  bootstrapToken(id: string, props?: BootstrapTokenProps): l1.BootstrapToken
  /** Lets the holder of an operators' token read how many agents are wanted, as autoscalers do. */
  grantScaling(token: ApiToken): void
}

type Given = 'name' | 'tenant' | 'pool' | 'count' | 'forEach'
export type PoolTokenProps = Omit<l1.AgentTokenConfig, Given>
export type PlatformKeyProps = Omit<l1.PlatformKeyConfig, Given>
export type BootstrapTokenProps = Omit<l1.BootstrapTokenConfig, Given>

export interface AgentPoolProps extends Omit<l1.PoolConfig, Given> {
  /**
   * Unique name of the pool; cannot change.
   * @default the construct's id
   */
  readonly name?: string
}

/** The owner of what is the platform's own. */
const system = 'system'

abstract class AnyPool extends Construct implements IPool {
  abstract readonly poolName: string
  abstract readonly agentName: string

  agentToken(name: string, props: PoolTokenProps = {}): l1.AgentToken {
    const config = { ...props, name, tenant: system, pool: this.poolName }
    return new l1.AgentToken(this, `agent-token-${name}`, config)
  }

  platformKey(name: string, props: PlatformKeyProps = {}): l1.PlatformKey {
    const config = { ...props, name, pool: this.poolName }
    return new l1.PlatformKey(this, `platform-key-${name}`, config)
  }

  bootstrapToken(id: string, props: BootstrapTokenProps = {}): l1.BootstrapToken {
    const config = { ...props, pool: this.poolName }
    return new l1.BootstrapToken(this, `bootstrap-token-${id}`, config)
  }

  grantScaling(token: ApiToken): void {
    if (token.tenantInput !== undefined)
      throw mistake(this, `cannot be granted to ${token.node.path}: tenants do not see pools.`)
    token.addScopes('pools:read')
  }
}

/** A pool of the platform's agents. Who may use it is said by `tenant.assignTo(pool)`. */
export class AgentPool extends AnyPool {
  readonly poolName: string
  readonly agentName: string
  /** The resource behind it, for what is not offered here. */
  readonly resource: l1.Pool

  /** A pool that was made elsewhere. Nothing is read or changed: the name is taken as it is. */
  static fromPoolName(scope: Construct, id: string, poolName: string): IPool {
    return new ExistingPool(scope, id, poolName)
  }

  constructor(scope: Construct, id: string, props: AgentPoolProps = {}) {
    super(scope, id)
    this.agentName = props.name ?? id
    this.resource = new l1.Pool(this, 'Default', { ...props, name: this.agentName })
    this.poolName = this.resource.name
  }

  /** The labels so far, each once and in the order they were added. */
  get labels(): readonly string[] {
    return this.resource.labelsInput ?? []
  }

  /** Says what the pool's agents can do or where they are; to say it again changes nothing. */
  addLabel(...labels: string[]): this {
    this.resource.labels = [...new Set([...this.labels, ...labels])]
    return this
  }
}

class ExistingPool extends AnyPool {
  readonly poolName: string
  readonly agentName: string

  constructor(scope: Construct, id: string, poolName: string) {
    super(scope, id)
    this.poolName = poolName
    this.agentName = poolName
  }
}
