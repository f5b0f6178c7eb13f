// Data source reeve_task, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveTaskConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker (UUIDv7).
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
  /**
  * Name of the task; unique within the tenant.
  */
  readonly name?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
}

/**
* Represents a `reeve_task`
*/
export class DataReeveTask extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_task";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveTask resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveTask to import
  * @param importFromId The id of the existing DataReeveTask that should be imported
  * @param provider? Optional instance of the provider where the DataReeveTask to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_task", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_task` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveTaskConfig
  */
  public constructor(scope: Construct, id: string, config: DataReeveTaskConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_task',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._id = config.id;
    this._name = config.name;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** What happens to due times that were missed by more than a minute, because no broker ran or the tenant was suspended: `none`, nothing; `last`, the latest gets a run if none is due just now; `all`, each of the latest hundred gets one. */
  public get catchUp() {
    return this.getStringAttribute('catch_up');
  }

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** What the task is for. */
  public get description() {
    return this.getStringAttribute('description');
  }

  /** It is not due after; null is never. */
  public get endsAt() {
    return this.getStringAttribute('ends_at');
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

  /** Any JSON value; the script's `input`. */
  public get input() {
    return this.getStringAttribute('input');
  }

  /** So that not all tasks begin at once, each of its runs begins later than it is due, by a number of seconds up to this one: the same for all runs of this task. */
  public get jitterSeconds() {
    return this.getNumberAttribute('jitter_seconds');
  }

  /** How often a run is started at most when agents are lost. */
  public get maxAttempts() {
    return this.getNumberAttribute('max_attempts');
  }

  private _name?: string | undefined;
  /** Name of the task; unique within the tenant. */
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  public resetName() {
    this._name = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  /** What becomes of a run when it is due and no connected agent has a free slot for it: `fail`, it fails at once with `no-capacity`; `queue`, it waits; null, as its tenant says. */
  public get onNoCapacity() {
    return this.getStringAttribute('on_no_capacity');
  }

  /** What happens when it is due while an earlier run is not over: `allow`, both run; `forbid`, this due time gets no run; `replace`, the earlier run is cancelled. */
  public get overlap() {
    return this.getStringAttribute('overlap');
  }

  /** While it is paused it is not due. What it misses is not caught up. */
  public get paused() {
    return this.getBooleanAttribute('paused');
  }

  /** Which of the tenant's own jobs go first. */
  public get priority() {
    return this.getStringAttribute('priority');
  }

  /** When it is due, as cron: minute, hour, day of month, month, day of week, and before them, if there are six fields, the second. Null: only when somebody asks. */
  public get schedule() {
    return this.getStringAttribute('schedule');
  }

  /** Body of an async function, as in a job's payload. It is compiled when it is saved. */
  public get script() {
    return this.getStringAttribute('script');
  }

  /** It is not due before; null is at once. */
  public get startsAt() {
    return this.getStringAttribute('starts_at');
  }

  private _tenant?: string | undefined;
  /** The tenant's slug or id. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }
  public set tenant(value: string) {
    this._tenant = value;
  }
  // Temporarily expose input value. Use with caution.
  public get tenantInput() {
    return this._tenant;
  }

  /** The schedule's time zone, by its IANA name. Where clocks go forward, what was due in the missing hour is due when it is over; where they go back, a given time of day is due once, the first time. */
  public get timeZone() {
    return this.getStringAttribute('time_zone');
  }

  /** An attempt that runs longer is stopped and fails. */
  public get timeoutSeconds() {
    return this.getNumberAttribute('timeout_seconds');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
      name: cdktf.stringToTerraform(this._name),
      tenant: cdktf.stringToTerraform(this._tenant),
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
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      tenant: {
        value: cdktf.stringToHclTerraform(this._tenant),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
