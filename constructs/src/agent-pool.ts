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
  /** Runs agents of this pool; they enrol with a token that was made for it: `{ pool }`. */
  deployOn<T extends IConstruct>(platform: AgentPlatform<T>, id?: string): T
}

export interface AgentPoolProps extends Omit<l1.PoolConfig, 'name' | 'count' | 'forEach'> {
  /**
   * Unique name of the pool; cannot change.
   * @default the construct's id
   */
  readonly name?: string
}

/** A pool of the platform's agents. Who may use it is said by `tenant.assignTo(pool)`. */
export class AgentPool extends Construct implements IPool {
  readonly poolName: string
  /** The resource behind it, for what is not offered here. */
  readonly resource: l1.Pool
  private readonly givenName: string

  /** A pool that was made elsewhere. Nothing is read or changed: the name is taken as it is. */
  static fromPoolName(scope: Construct, id: string, poolName: string): IPool {
    return new ExistingPool(scope, id, poolName)
  }

  constructor(scope: Construct, id: string, props: AgentPoolProps = {}) {
    super(scope, id)
    this.givenName = props.name ?? id
    this.resource = new l1.Pool(this, 'Default', { ...props, name: this.givenName })
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

  deployOn<T extends IConstruct>(platform: AgentPlatform<T>, id = 'agents'): T {
    return platform.deploy({ owner: this, name: this.givenName, environment: {} }, id)
  }
}

class ExistingPool extends Construct implements IPool {
  readonly poolName: string

  constructor(scope: Construct, id: string, poolName: string) {
    super(scope, id)
    this.poolName = poolName
  }

  deployOn<T extends IConstruct>(platform: AgentPlatform<T>, id = 'agents'): T {
    return platform.deploy({ owner: this, name: this.poolName, environment: {} }, id)
  }
}
