// Data source reeve_job, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveJobConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker (UUIDv7).
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
}
export interface DataReeveJobError {
}

export function dataReeveJobErrorToTerraform(struct?: DataReeveJobError): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveJobErrorToHclTerraform(struct?: DataReeveJobError): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveJobErrorOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataReeveJobError | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveJobError | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** What programs branch on: `script-error`, `syntax-error`, `timeout`, `out-of-memory`, `result-too-large`, `not-serialisable`, `sandbox-failed`, `unsupported-type`, `invalid-payload`, `handler-error`, `handler-crashed`, `tool-failed`, `output-too-large`, `result-refused`, `agent-stopped`, `lease-expired`, `expired`, `queue-full`, `no-capacity`; a handler may have codes of its own. */
  public get code() {
    return this.getStringAttribute('code');
  }

  /** Column of the script. */
  public get column() {
    return this.getNumberAttribute('column');
  }

  /** Line of the script. */
  public get line() {
    return this.getNumberAttribute('line');
  }

  /** What people read. */
  public get message() {
    return this.getStringAttribute('message');
  }

  /** Where in the script. */
  public get stack() {
    return this.getStringAttribute('stack');
  }
}
export interface DataReeveJobQueue {
}

export function dataReeveJobQueueToTerraform(struct?: DataReeveJobQueue): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveJobQueueToHclTerraform(struct?: DataReeveJobQueue): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveJobQueueOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataReeveJobQueue | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveJobQueue | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** Whether it is just that; false when more than 1000 wait, then it is the least that it can be. */
  public get exact() {
    return this.getBooleanAttribute('exact');
  }

  /** 1 is next. */
  public get position() {
    return this.getNumberAttribute('position');
  }
}

/**
* Represents a `reeve_job`
*/
export class DataReeveJob extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_job";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveJob resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveJob to import
  * @param importFromId The id of the existing DataReeveJob that should be imported
  * @param provider? Optional instance of the provider where the DataReeveJob to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_job", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_job` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveJobConfig
  */
  public constructor(scope: Construct, id: string, config: DataReeveJobConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_job',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._id = config.id;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

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

  private _error = new DataReeveJobErrorOutputReference(this, "error");
  /** Why it failed; null unless failed. */
  public get error() {
    return this._error;
  }

  /** When it ended. */
  public get finishedAt() {
    return this.getStringAttribute('finished_at');
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

  /** What its handler gets; it must fit the type's `payload_schema`. Of a `script`: the program as `script`, the body of an async function, and what it works on as `input`. */
  public get payload() {
    return this.getStringAttribute('payload');
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

  private _queue = new DataReeveJobQueueOutputReference(this, "queue");
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

  /** What the script returned; null unless completed. */
  public get result() {
    return this.getStringAttribute('result');
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

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
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
