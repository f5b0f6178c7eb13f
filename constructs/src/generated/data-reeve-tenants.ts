// Data source reeve_tenants, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveTenantsConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only tenants on this plan.
  */
  readonly plan?: string | undefined;
  /**
  * Only tenants in this state.
  */
  readonly status?: string | undefined;
}
export interface DataReeveTenantsTenants {
}

export function dataReeveTenantsTenantsToTerraform(struct?: DataReeveTenantsTenants): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveTenantsTenantsToHclTerraform(struct?: DataReeveTenantsTenants): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveTenantsTenantsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): DataReeveTenantsTenants | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveTenantsTenants | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** The hosts that the scripts of its tasks may reach by `fetch`, as `shop.example` or, if the port is not the usual one of http or https, `shop.example:8443`. None: they reach nothing. */
  public get allowedHosts() {
    return cdktf.Fn.tolist(this.getListAttribute('allowed_hosts'));
  }

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** What people call the tenant. */
  public get displayName() {
    return this.getStringAttribute('display_name');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** What becomes of work for which no connected agent has a free slot, unless the task or job says so itself: `fail`, it fails at once with `no-capacity`; `queue`, it waits; null, runs of tasks fail and submitted jobs wait. */
  public get onNoCapacity() {
    return this.getStringAttribute('on_no_capacity');
  }

  /** Name of the plan that sets its limits. */
  public get plan() {
    return this.getStringAttribute('plan');
  }

  /** The tenant's name in paths. */
  public get slug() {
    return this.getStringAttribute('slug');
  }

  /** A suspended tenant's jobs wait and its tokens are refused. */
  public get status() {
    return this.getStringAttribute('status');
  }

  /** How many runs of its tasks are with agents at once, beside what its plan allows for all its jobs; null is no cap. What is more waits. */
  public get taskMaxConcurrent() {
    return this.getNumberAttribute('task_max_concurrent');
  }

  /** Whose agents run the tenant's jobs: `dedicated`, the tenant's own; `shared`, those of the pool it is assigned to, or the platform's own when it is assigned to none. Of no effect while `worker_mode` is `inline`. */
  public get workerAgentPool() {
    return this.getStringAttribute('worker_agent_pool');
  }

  /** Where the tenant's jobs run: `agent`, on agents; `inline`, inside the brokers, which run scripts and nothing else, each at most `REEVE_TASK_INLINE_MAX_CONCURRENT` at once. Other work of an inline tenant waits. */
  public get workerMode() {
    return this.getStringAttribute('worker_mode');
  }

  /** The category of worker it needs. Only agents with the same `WORKER_TYPE` get its jobs. */
  public get workerType() {
    return this.getStringAttribute('worker_type');
  }
}

export class DataReeveTenantsTenantsList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveTenantsTenantsOutputReference {
    return new DataReeveTenantsTenantsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_tenants`
*/
export class DataReeveTenants extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_tenants";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveTenants resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveTenants to import
  * @param importFromId The id of the existing DataReeveTenants that should be imported
  * @param provider? Optional instance of the provider where the DataReeveTenants to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_tenants", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_tenants` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveTenantsConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveTenantsConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_tenants',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._plan = config.plan;
    this._status = config.status;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _plan?: string | undefined;
  /** Only tenants on this plan. */
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

  private _status?: string | undefined;
  /** Only tenants in this state. */
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

  private _tenants = new DataReeveTenantsTenantsList(this, "tenants", false);
  /** All that were found, in the order in which the broker lists them. */
  public get tenants() {
    return this._tenants;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      plan: cdktf.stringToTerraform(this._plan),
      status: cdktf.stringToTerraform(this._status),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      plan: {
        value: cdktf.stringToHclTerraform(this._plan),
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
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
