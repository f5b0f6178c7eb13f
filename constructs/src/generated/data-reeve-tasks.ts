// Data source reeve_tasks, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveTasksConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only paused ones, or only the others.
  */
  readonly paused?: boolean | cdktf.IResolvable | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
}
export interface DataReeveTasksTasks {
}

export function dataReeveTasksTasksToTerraform(struct?: DataReeveTasksTasks): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveTasksTasksToHclTerraform(struct?: DataReeveTasksTasks): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveTasksTasksOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveTasksTasks | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveTasksTasks | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

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

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** So that not all tasks begin at once, each of its runs begins later than it is due, by a number of seconds up to this one: the same for all runs of this task. */
  public get jitterSeconds() {
    return this.getNumberAttribute('jitter_seconds');
  }

  /** How often a run is started at most when agents are lost. */
  public get maxAttempts() {
    return this.getNumberAttribute('max_attempts');
  }

  /** Name of the task; unique within the tenant. */
  public get name() {
    return this.getStringAttribute('name');
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

  /** Slug of the tenant it belongs to. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }

  /** The schedule's time zone, by its IANA name. Where clocks go forward, what was due in the missing hour is due when it is over; where they go back, a given time of day is due once, the first time. */
  public get timeZone() {
    return this.getStringAttribute('time_zone');
  }

  /** An attempt that runs longer is stopped and fails. */
  public get timeoutSeconds() {
    return this.getNumberAttribute('timeout_seconds');
  }
}

export class DataReeveTasksTasksList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveTasksTasksOutputReference {
    return new DataReeveTasksTasksOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_tasks`
*/
export class DataReeveTasks extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_tasks";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveTasks resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveTasks to import
  * @param importFromId The id of the existing DataReeveTasks that should be imported
  * @param provider? Optional instance of the provider where the DataReeveTasks to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_tasks", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_tasks` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveTasksConfig
  */
  public constructor(scope: Construct, id: string, config: DataReeveTasksConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_tasks',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._paused = config.paused;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _paused?: boolean | cdktf.IResolvable | undefined;
  /** Only paused ones, or only the others. */
  public get paused() {
    return this.getBooleanAttribute('paused');
  }
  public set paused(value: boolean | cdktf.IResolvable) {
    this._paused = value;
  }
  public resetPaused() {
    this._paused = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get pausedInput() {
    return this._paused;
  }

  private _tasks = new DataReeveTasksTasksList(this, "tasks", false);
  /** All that were found, in the order in which the broker lists them. */
  public get tasks() {
    return this._tasks;
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

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      paused: cdktf.booleanToTerraform(this._paused),
      tenant: cdktf.stringToTerraform(this._tenant),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      paused: {
        value: cdktf.booleanToHclTerraform(this._paused),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
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
