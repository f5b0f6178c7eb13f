// Resource reeve_tenant, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface TenantConfig extends cdktf.TerraformMetaArguments {
  /**
  * The hosts that the scripts of its tasks may reach by `fetch`, as `shop.example` or, if the port is not the usual one of http or https, `shop.example:8443`. None: they reach nothing.
  */
  readonly allowedHosts?: string[] | undefined;
  /**
  * What people call the tenant.
  */
  readonly displayName?: string | undefined;
  /**
  * What becomes of work for which no connected agent has a free slot, unless the task or job says so itself: `fail`, it fails at once with `no-capacity`; `queue`, it waits; null, runs of tasks fail and submitted jobs wait.
  */
  readonly onNoCapacity?: string | undefined;
  /**
  * Name of the plan that sets its limits.
  */
  readonly plan?: string | undefined;
  /**
  * The tenant's name in paths. Unique; cannot change. `system`, `new`, `shared` and `me` are reserved.
  */
  readonly slug: string;
  /**
  * A suspended tenant's jobs wait and its tokens are refused.
  */
  readonly status?: string | undefined;
  /**
  * How many runs of its tasks are with agents at once, beside what its plan allows for all its jobs; null is no cap. What is more waits.
  */
  readonly taskMaxConcurrent?: number | undefined;
  /**
  * Whose agents run the tenant's jobs: `dedicated`, the tenant's own; `shared`, those of the pool it is assigned to, or the platform's own when it is assigned to none. Of no effect while `worker_mode` is `inline`.
  */
  readonly workerAgentPool?: string | undefined;
  /**
  * Where the tenant's jobs run: `agent`, on agents; `inline`, inside the brokers, which run scripts and nothing else, each at most `REEVE_TASK_INLINE_MAX_CONCURRENT` at once. Other work of an inline tenant waits.
  */
  readonly workerMode?: string | undefined;
  /**
  * The category of worker it needs. Only agents with the same `WORKER_TYPE` get its jobs.
  */
  readonly workerType?: string | undefined;
}

/**
* Represents a `reeve_tenant`
*/
export class Tenant extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_tenant";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Tenant resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Tenant to import
  * @param importFromId The id of the existing Tenant that should be imported
  * @param provider? Optional instance of the provider where the Tenant to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_tenant", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_tenant` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options TenantConfig
  */
  public constructor(scope: Construct, id: string, config: TenantConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_tenant',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._allowedHosts = config.allowedHosts;
    this._displayName = config.displayName;
    this._onNoCapacity = config.onNoCapacity;
    this._plan = config.plan;
    this._slug = config.slug;
    this._status = config.status;
    this._taskMaxConcurrent = config.taskMaxConcurrent;
    this._workerAgentPool = config.workerAgentPool;
    this._workerMode = config.workerMode;
    this._workerType = config.workerType;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _allowedHosts?: string[] | undefined;
  /** The hosts that the scripts of its tasks may reach by `fetch`, as `shop.example` or, if the port is not the usual one of http or https, `shop.example:8443`. None: they reach nothing. */
  public get allowedHosts() {
    return cdktf.Fn.tolist(this.getListAttribute('allowed_hosts'));
  }
  public set allowedHosts(value: string[]) {
    this._allowedHosts = value;
  }
  public resetAllowedHosts() {
    this._allowedHosts = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get allowedHostsInput() {
    return this._allowedHosts;
  }

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  private _displayName?: string | undefined;
  /** What people call the tenant. */
  public get displayName() {
    return this.getStringAttribute('display_name');
  }
  public set displayName(value: string) {
    this._displayName = value;
  }
  public resetDisplayName() {
    this._displayName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get displayNameInput() {
    return this._displayName;
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  private _onNoCapacity?: string | undefined;
  /** What becomes of work for which no connected agent has a free slot, unless the task or job says so itself: `fail`, it fails at once with `no-capacity`; `queue`, it waits; null, runs of tasks fail and submitted jobs wait. */
  public get onNoCapacity() {
    return this.getStringAttribute('on_no_capacity');
  }
  public set onNoCapacity(value: string) {
    this._onNoCapacity = value;
  }
  public resetOnNoCapacity() {
    this._onNoCapacity = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get onNoCapacityInput() {
    return this._onNoCapacity;
  }

  private _plan?: string | undefined;
  /** Name of the plan that sets its limits. */
  public get plan() {
    return this.getStringAttribute('plan');
  }
  public set plan(value: string) {
    this._plan = value;
  }
  public resetPlan() {
    this._plan = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get planInput() {
    return this._plan;
  }

  private _slug?: string | undefined;
  /** The tenant's name in paths. Unique; cannot change. `system`, `new`, `shared` and `me` are reserved. */
  public get slug() {
    return this.getStringAttribute('slug');
  }
  public set slug(value: string) {
    this._slug = value;
  }
  // Temporarily expose input value. Use with caution.
  public get slugInput() {
    return this._slug;
  }

  private _status?: string | undefined;
  /** A suspended tenant's jobs wait and its tokens are refused. */
  public get status() {
    return this.getStringAttribute('status');
  }
  public set status(value: string) {
    this._status = value;
  }
  public resetStatus() {
    this._status = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get statusInput() {
    return this._status;
  }

  private _taskMaxConcurrent?: number | undefined;
  /** How many runs of its tasks are with agents at once, beside what its plan allows for all its jobs; null is no cap. What is more waits. */
  public get taskMaxConcurrent() {
    return this.getNumberAttribute('task_max_concurrent');
  }
  public set taskMaxConcurrent(value: number) {
    this._taskMaxConcurrent = value;
  }
  public resetTaskMaxConcurrent() {
    this._taskMaxConcurrent = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get taskMaxConcurrentInput() {
    return this._taskMaxConcurrent;
  }

  private _workerAgentPool?: string | undefined;
  /** Whose agents run the tenant's jobs: `dedicated`, the tenant's own; `shared`, those of the pool it is assigned to, or the platform's own when it is assigned to none. Of no effect while `worker_mode` is `inline`. */
  public get workerAgentPool() {
    return this.getStringAttribute('worker_agent_pool');
  }
  public set workerAgentPool(value: string) {
    this._workerAgentPool = value;
  }
  public resetWorkerAgentPool() {
    this._workerAgentPool = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get workerAgentPoolInput() {
    return this._workerAgentPool;
  }

  private _workerMode?: string | undefined;
  /** Where the tenant's jobs run: `agent`, on agents; `inline`, inside the brokers, which run scripts and nothing else, each at most `REEVE_TASK_INLINE_MAX_CONCURRENT` at once. Other work of an inline tenant waits. */
  public get workerMode() {
    return this.getStringAttribute('worker_mode');
  }
  public set workerMode(value: string) {
    this._workerMode = value;
  }
  public resetWorkerMode() {
    this._workerMode = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get workerModeInput() {
    return this._workerMode;
  }

  private _workerType?: string | undefined;
  /** The category of worker it needs. Only agents with the same `WORKER_TYPE` get its jobs. */
  public get workerType() {
    return this.getStringAttribute('worker_type');
  }
  public set workerType(value: string) {
    this._workerType = value;
  }
  public resetWorkerType() {
    this._workerType = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get workerTypeInput() {
    return this._workerType;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      allowed_hosts: cdktf.listMapper(cdktf.stringToTerraform, false)(this._allowedHosts),
      display_name: cdktf.stringToTerraform(this._displayName),
      on_no_capacity: cdktf.stringToTerraform(this._onNoCapacity),
      plan: cdktf.stringToTerraform(this._plan),
      slug: cdktf.stringToTerraform(this._slug),
      status: cdktf.stringToTerraform(this._status),
      task_max_concurrent: cdktf.numberToTerraform(this._taskMaxConcurrent),
      worker_agent_pool: cdktf.stringToTerraform(this._workerAgentPool),
      worker_mode: cdktf.stringToTerraform(this._workerMode),
      worker_type: cdktf.stringToTerraform(this._workerType),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      allowed_hosts: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._allowedHosts),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      display_name: {
        value: cdktf.stringToHclTerraform(this._displayName),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      on_no_capacity: {
        value: cdktf.stringToHclTerraform(this._onNoCapacity),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      plan: {
        value: cdktf.stringToHclTerraform(this._plan),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      slug: {
        value: cdktf.stringToHclTerraform(this._slug),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      status: {
        value: cdktf.stringToHclTerraform(this._status),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      task_max_concurrent: {
        value: cdktf.numberToHclTerraform(this._taskMaxConcurrent),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      worker_agent_pool: {
        value: cdktf.stringToHclTerraform(this._workerAgentPool),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      worker_mode: {
        value: cdktf.stringToHclTerraform(this._workerMode),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      worker_type: {
        value: cdktf.stringToHclTerraform(this._workerType),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
