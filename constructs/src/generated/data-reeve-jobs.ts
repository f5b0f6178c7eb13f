// Data source reeve_jobs, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveJobsConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only those that this agent holds, or held last (id).
  */
  readonly agent?: string | undefined;
  /**
  * Only those submitted at this time or later.
  */
  readonly createdAfter?: string | undefined;
  /**
  * Only those submitted before this time.
  */
  readonly createdBefore?: string | undefined;
  /**
  * Only jobs that are dead, or only others.
  */
  readonly dead?: boolean | cdktf.IResolvable | undefined;
  /**
  * Only those of this priority.
  */
  readonly priority?: string | undefined;
  /**
  * Only those in this state.
  */
  readonly status?: string | undefined;
  /**
  * The task's name or id.
  */
  readonly task?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant?: string | undefined;
  /**
  * Only those of this type.
  */
  readonly type?: string | undefined;
}
export interface DataReeveJobsJobsError {
}

export function dataReeveJobsJobsErrorToTerraform(struct?: DataReeveJobsJobsError): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveJobsJobsErrorToHclTerraform(struct?: DataReeveJobsJobsError): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveJobsJobsErrorOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataReeveJobsJobsError | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveJobsJobsError | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  public get code() {
    return this.getStringAttribute('code');
  }

  public get column() {
    return this.getNumberAttribute('column');
  }

  public get line() {
    return this.getNumberAttribute('line');
  }

  public get message() {
    return this.getStringAttribute('message');
  }

  public get stack() {
    return this.getStringAttribute('stack');
  }
}
export interface DataReeveJobsJobsQueue {
}

export function dataReeveJobsJobsQueueToTerraform(struct?: DataReeveJobsJobsQueue): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveJobsJobsQueueToHclTerraform(struct?: DataReeveJobsJobsQueue): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveJobsJobsQueueOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataReeveJobsJobsQueue | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveJobsJobsQueue | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  public get exact() {
    return this.getBooleanAttribute('exact');
  }

  public get position() {
    return this.getNumberAttribute('position');
  }
}
export interface DataReeveJobsJobs {
}

export function dataReeveJobsJobsToTerraform(struct?: DataReeveJobsJobs): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveJobsJobsToHclTerraform(struct?: DataReeveJobsJobs): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveJobsJobsOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveJobsJobs | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveJobsJobs | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** Which agent it would rather have when it is tried again: `prefer-different`, another than had it last; `prefer-warm`, the same. If that one has no room, another gets it; null is whoever holds least. */
  public get affinity() {
    return this.getStringAttribute('affinity');
  }

  /** The agent that holds or held it. */
  public get agent() {
    return this.getStringAttribute('agent');
  }

  /** When an agent got it. */
  public get assignedAt() {
    return this.getStringAttribute('assigned_at');
  }

  /** How often it was given to an agent. */
  public get attempt() {
    return this.getNumberAttribute('attempt');
  }

  /** What its agent must be able to do; all of them. */
  public get capabilities() {
    return cdktf.Fn.tolist(this.getListAttribute('capabilities'));
  }

  /** When it was submitted. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** It ended for want of an agent or of attempts: expired, or failed with none left. Requeue it when the cause is gone. */
  public get dead() {
    return this.getBooleanAttribute('dead');
  }

  /** When the task was due; null when it was submitted, or somebody ran the task. */
  public get dueAt() {
    return this.getStringAttribute('due_at');
  }

  private _error = new DataReeveJobsJobsErrorOutputReference(this, "error");
  /** Why it failed; null unless failed. */
  public get error() {
    return this._error;
  }

  /** When it ended. */
  public get finishedAt() {
    return this.getStringAttribute('finished_at');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** Labels that its agent, or its agent's pool, must carry; all of them. */
  public get labels() {
    return cdktf.Fn.tolist(this.getListAttribute('labels'));
  }

  /** How often it is started at most, when agents are lost or `retry_on_failure` is set. */
  public get maxAttempts() {
    return this.getNumberAttribute('max_attempts');
  }

  /** It waits until then; null is at once. */
  public get notBefore() {
    return this.getStringAttribute('not_before');
  }

  /** What becomes of it if no connected agent has a free slot for it when it is submitted: `fail`, it fails at once with `no-capacity`; `queue`, it waits; null, as its tenant says. One that may not begin before `not_before` waits in any case, and so does one that only a limit holds. */
  public get onNoCapacity() {
    return this.getStringAttribute('on_no_capacity');
  }

  /** Where its agent should be, if one is free there. */
  public get preferredRegion() {
    return this.getStringAttribute('preferred_region');
  }

  /** Which of the tenant's own jobs go first. */
  public get priority() {
    return this.getStringAttribute('priority');
  }

  /** Percent done as the script says. */
  public get progress() {
    return this.getNumberAttribute('progress');
  }

  /** What the script says it does. */
  public get progressMessage() {
    return this.getStringAttribute('progress_message');
  }

  private _queue = new DataReeveJobsJobsQueueOutputReference(this, "queue");
  /** Where it stands in the queue; null when it does not wait, may not begin yet, is one of a list, or was just submitted where more than a thousand may wait. */
  public get queue() {
    return this._queue;
  }

  /** A job that nobody took for so long expires. Counted from when it may begin. */
  public get queueTimeoutSeconds() {
    return this.getNumberAttribute('queue_timeout_seconds');
  }

  /** Where its agent must be; null is anywhere. */
  public get region() {
    return this.getStringAttribute('region');
  }

  /** Wait before the second attempt after a failure; doubled for each further one, at most an hour. */
  public get retryDelaySeconds() {
    return this.getNumberAttribute('retry_delay_seconds');
  }

  /** Whether an attempt that fails is followed by another. */
  public get retryOnFailure() {
    return this.getBooleanAttribute('retry_on_failure');
  }

  /** When the attempt began. */
  public get startedAt() {
    return this.getStringAttribute('started_at');
  }

  /** Where it is in its life. */
  public get status() {
    return this.getStringAttribute('status');
  }

  /** The task it is a run of; null when it was submitted. */
  public get task() {
    return this.getStringAttribute('task');
  }

  /** Slug of the tenant. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }

  /** An attempt that runs longer is stopped and fails. */
  public get timeoutSeconds() {
    return this.getNumberAttribute('timeout_seconds');
  }

  /** What its agent must have installed; all of them. */
  public get tools() {
    return cdktf.Fn.tolist(this.getListAttribute('tools'));
  }

  /** What kind of work it is: the name of a job type. Built in are `script`, `scan`, `collect` and `health_check`. */
  public get type() {
    return this.getStringAttribute('type');
  }
}

export class DataReeveJobsJobsList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveJobsJobsOutputReference {
    return new DataReeveJobsJobsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_jobs`
*/
export class DataReeveJobs extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_jobs";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveJobs resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveJobs to import
  * @param importFromId The id of the existing DataReeveJobs that should be imported
  * @param provider? Optional instance of the provider where the DataReeveJobs to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_jobs", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_jobs` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveJobsConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveJobsConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_jobs',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._agent = config.agent;
    this._createdAfter = config.createdAfter;
    this._createdBefore = config.createdBefore;
    this._dead = config.dead;
    this._priority = config.priority;
    this._status = config.status;
    this._task = config.task;
    this._tenant = config.tenant;
    this._type = config.type;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _agent?: string | undefined;
  /** Only those that this agent holds, or held last (id). */
  public get agent() {
    return this.getStringAttribute('agent');
  }
  public set agent(value: string) {
    this._agent = value;
  }
  public resetAgent() {
    this._agent = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get agentInput() {
    return this._agent;
  }

  private _createdAfter?: string | undefined;
  /** Only those submitted at this time or later. */
  public get createdAfter() {
    return this.getStringAttribute('created_after');
  }
  public set createdAfter(value: string) {
    this._createdAfter = value;
  }
  public resetCreatedAfter() {
    this._createdAfter = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get createdAfterInput() {
    return this._createdAfter;
  }

  private _createdBefore?: string | undefined;
  /** Only those submitted before this time. */
  public get createdBefore() {
    return this.getStringAttribute('created_before');
  }
  public set createdBefore(value: string) {
    this._createdBefore = value;
  }
  public resetCreatedBefore() {
    this._createdBefore = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get createdBeforeInput() {
    return this._createdBefore;
  }

  private _dead?: boolean | cdktf.IResolvable | undefined;
  /** Only jobs that are dead, or only others. */
  public get dead() {
    return this.getBooleanAttribute('dead');
  }
  public set dead(value: boolean | cdktf.IResolvable) {
    this._dead = value;
  }
  public resetDead() {
    this._dead = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deadInput() {
    return this._dead;
  }

  private _jobs = new DataReeveJobsJobsList(this, "jobs", false);
  /** All that were found, in the order in which the broker lists them. */
  public get jobs() {
    return this._jobs;
  }

  private _priority?: string | undefined;
  /** Only those of this priority. */
  public get priority() {
    return this.getStringAttribute('priority');
  }
  public set priority(value: string) {
    this._priority = value;
  }
  public resetPriority() {
    this._priority = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get priorityInput() {
    return this._priority;
  }

  private _status?: string | undefined;
  /** Only those in this state. */
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

  private _task?: string | undefined;
  /** The task's name or id. */
  public get task() {
    return this.getStringAttribute('task');
  }
  public set task(value: string) {
    this._task = value;
  }
  public resetTask() {
    this._task = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get taskInput() {
    return this._task;
  }

  private _tenant?: string | undefined;
  /** The tenant's slug or id. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }
  public set tenant(value: string) {
    this._tenant = value;
  }
  public resetTenant() {
    this._tenant = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tenantInput() {
    return this._tenant;
  }

  private _type?: string | undefined;
  /** Only those of this type. */
  public get type() {
    return this.getStringAttribute('type');
  }
  public set type(value: string) {
    this._type = value;
  }
  public resetType() {
    this._type = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get typeInput() {
    return this._type;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      agent: cdktf.stringToTerraform(this._agent),
      created_after: cdktf.stringToTerraform(this._createdAfter),
      created_before: cdktf.stringToTerraform(this._createdBefore),
      dead: cdktf.booleanToTerraform(this._dead),
      priority: cdktf.stringToTerraform(this._priority),
      status: cdktf.stringToTerraform(this._status),
      task: cdktf.stringToTerraform(this._task),
      tenant: cdktf.stringToTerraform(this._tenant),
      type: cdktf.stringToTerraform(this._type),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      agent: {
        value: cdktf.stringToHclTerraform(this._agent),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      created_after: {
        value: cdktf.stringToHclTerraform(this._createdAfter),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      created_before: {
        value: cdktf.stringToHclTerraform(this._createdBefore),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      dead: {
        value: cdktf.booleanToHclTerraform(this._dead),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      priority: {
        value: cdktf.stringToHclTerraform(this._priority),
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
      task: {
        value: cdktf.stringToHclTerraform(this._task),
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
      type: {
        value: cdktf.stringToHclTerraform(this._type),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
