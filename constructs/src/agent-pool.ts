// AgentPool: agents of the platform that work for the tenants assigned to them.
import { Construct } from 'constructs'
import type { IConstruct } from 'constructs'
import { check } from './check.ts'
import type { AgentPlatform } from './fleet.ts'
import * as l1 from './generated/index.ts'

/** A named group of agents, declared here or elsewhere. */
export interface IPool extends IConstruct {
  /** Its name, as a reference to the pool where there is one to make. */
  readonly poolName: string
  /** A secret with which the platform's agents join: `.token`, known after the first apply. */
  agentToken(name: string, props?: PoolTokenProps): l1.AgentToken
  /** Runs agents of the pool. */
  deployOn<T extends IConstruct>(platform: AgentPlatform<T>, id?: string): T
}

type Given = 'name' | 'tenant' | 'pool' | 'count' | 'forEach'
export type PoolTokenProps = Omit<l1.AgentTokenConfig, Given>

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
  /** What its agents are called where they run. */
  protected abstract readonly label: string

  agentToken(name: string, props: PoolTokenProps = {}): l1.AgentToken {
    const config = { ...props, name, tenant: system, pool: this.poolName }
    const token = new l1.AgentToken(this, `agent-token-${name}`, config)
    check(token)
    return token
  }

  deployOn<T extends IConstruct>(platform: AgentPlatform<T>, id = 'agents'): T {
    return platform.deploy({ owner: this, name: this.label, environment: {} }, id)
  }
}

/** A pool of the platform's agents. Who may use it is said by `tenant.assignTo(pool)`. */
export class AgentPool extends AnyPool {
  readonly poolName: string
  /** The resource behind it, for what is not offered here. */
  readonly resource: l1.Pool
  protected readonly label: string

  /** A pool that was made elsewhere. Nothing is read or changed: the name is taken as it is. */
  static fromPoolName(scope: Construct, id: string, poolName: string): IPool {
    return new ExistingPool(scope, id, poolName)
  }

  constructor(scope: Construct, id: string, props: AgentPoolProps = {}) {
    super(scope, id)
    this.label = props.name ?? id
    this.resource = new l1.Pool(this, 'Default', { ...props, name: this.label })
    this.poolName = this.resource.name
    check(this.resource, this)
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
  protected readonly label: string

  constructor(scope: Construct, id: string, poolName: string) {
    super(scope, id)
    this.poolName = poolName
    this.label = poolName
  }
}
