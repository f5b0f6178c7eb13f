// Data source reeve_tenant, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveTenantConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker (UUIDv7).
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
  /**
  * The tenant's name in paths.
  */
  readonly slug?: string | undefined;
}

/**
* Represents a `reeve_tenant`
*/
export class DataReeveTenant extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_tenant";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveTenant resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveTenant to import
  * @param importFromId The id of the existing DataReeveTenant that should be imported
  * @param provider? Optional instance of the provider where the DataReeveTenant to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_tenant", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_tenant` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveTenantConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveTenantConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_tenant',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._id = config.id;
    this._slug = config.slug;
  }

  // ==========
  // ATTRIBUTES
  // ==========

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

  private _id?: string | undefined;
  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }
  public set id(value: string) {
    this._id = value;
  }
  public resetId() {
    this._id = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get idInput() {
    return this._id;
  }

  /** What becomes of work for which no connected agent has a free slot, unless the task or job says so itself: `fail`, it fails at once with `no-capacity`; `queue`, it waits; null, runs of tasks fail and submitted jobs wait. */
  public get onNoCapacity() {
    return this.getStringAttribute('on_no_capacity');
  }

  /** Name of the plan that sets its limits. */
  public get plan() {
    return this.getStringAttribute('plan');
  }

  private _slug?: string | undefined;
  /** The tenant's name in paths. */
  public get slug() {
    return this.getStringAttribute('slug');
  }
  public set slug(value: string) {
    this._slug = value;
  }
  public resetSlug() {
    this._slug = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get slugInput() {
    return this._slug;
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

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
      slug: cdktf.stringToTerraform(this._slug),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      id: {
        value: cdktf.stringToHclTerraform(this._id),
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
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
