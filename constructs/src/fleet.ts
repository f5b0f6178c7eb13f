// Where agents run: `tenant.deployOn(…)` and `pool.deployOn(…)` meet a platform here.
import type { Construct, IConstruct } from 'constructs'

/** Agents that belong together: a tenant's own, or a pool's. */
export interface AgentFleet {
  /** The tenant or the pool; what runs its agents becomes a part of it. */
  readonly owner: Construct
  /** A short name for what is made, such as `gpu`. */
  readonly name: string
  /** What all agents of the fleet are told in their environment. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * A place where agents can run. `kubernetes()` of `@reeve/constructs/kubernetes` makes one; for
 * another, write an object with this one method.
 */
export interface AgentPlatform<T extends IConstruct = IConstruct> {
  deploy(fleet: AgentFleet, id: string): T
}
