// Resource reeve_task, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface TaskConfig extends cdktf.TerraformMetaArguments {
  /**
  * What happens to due times that were missed by more than a minute, because no broker ran or the tenant was suspended: `none`, nothing; `last`, the latest gets a run if none is due just now; `all`, each of the latest hundred gets one.
  */
  readonly catchUp?: string | undefined;
  /**
  * What the task is for.
  */
  readonly description?: string | undefined;
  /**
  * It is not due after; null is never.
  */
  readonly endsAt?: string | undefined;
  /**
  * Any JSON value; the script's `input`.
  */
  readonly input?: string | undefined;
  /**
  * So that not all tasks begin at once, each of its runs begins later than it is due, by a number of seconds up to this one: the same for all runs of this task.
  */
  readonly jitterSeconds?: number | undefined;
  /**
  * How often a run is started at most when agents are lost.
  */
  readonly maxAttempts?: number | undefined;
  /**
  * Name of the task; unique within the tenant.
  */
  readonly name: string;
  /**
  * What becomes of a run when it is due and no connected agent has a free slot for it: `fail`, it fails at once with `no-capacity`; `queue`, it waits; null, as its tenant says.
  */
  readonly onNoCapacity?: string | undefined;
  /**
  * What happens when it is due while an earlier run is not over: `allow`, both run; `forbid`, this due time gets no run; `replace`, the earlier run is cancelled.
  */
  readonly overlap?: string | undefined;
  /**
  * While it is paused it is not due. What it misses is not caught up.
  */
  readonly paused?: boolean | cdktf.IResolvable | undefined;
  /**
  * Which of the tenant's own jobs go first.
  */
  readonly priority?: string | undefined;
  /**
  * When it is due, as cron: minute, hour, day of month, month, day of week, and before them, if there are six fields, the second. Null: only when somebody asks.
  */
  readonly schedule?: string | undefined;
  /**
  * Body of an async function, as in a job's payload. It is compiled when it is saved.
  */
  readonly script: string;
  /**
  * It is not due before; null is at once.
  */
  readonly startsAt?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
  /**
  * The schedule's time zone, by its IANA name. Where clocks go forward, what was due in the missing hour is due when it is over; where they go back, a given time of day is due once, the first time.
  */
  readonly timeZone?: string | undefined;
  /**
  * An attempt that runs longer is stopped and fails.
  */
  readonly timeoutSeconds?: number | undefined;
}

/**
* Represents a `reeve_task`
*/
export class Task extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_task";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Task resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Task to import
  * @param importFromId The id of the existing Task that should be imported
  * @param provider? Optional instance of the provider where the Task to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_task", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_task` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options TaskConfig
  */
  public constructor(scope: Construct, id: string, config: TaskConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_task',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._catchUp = config.catchUp;
    this._description = config.description;
    this._endsAt = config.endsAt;
    this._input = config.input;
    this._jitterSeconds = config.jitterSeconds;
    this._maxAttempts = config.maxAttempts;
    this._name = config.name;
    this._onNoCapacity = config.onNoCapacity;
    this._overlap = config.overlap;
    this._paused = config.paused;
    this._priority = config.priority;
    this._schedule = config.schedule;
    this._script = config.script;
    this._startsAt = config.startsAt;
    this._tenant = config.tenant;
    this._timeZone = config.timeZone;
    this._timeoutSeconds = config.timeoutSeconds;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _catchUp?: string | undefined;
  /** What happens to due times that were missed by more than a minute, because no broker ran or the tenant was suspended: `none`, nothing; `last`, the latest gets a run if none is due just now; `all`, each of the latest hundred gets one. */
  public get catchUp() {
    return this.getStringAttribute('catch_up');
  }
  public set catchUp(value: string) {
    this._catchUp = value;
  }
  public resetCatchUp() {
    this._catchUp = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get catchUpInput() {
    return this._catchUp;
  }

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  private _description?: string | undefined;
  /** What the task is for. */
  public get description() {
    return this.getStringAttribute('description');
  }
  public set description(value: string) {
    this._description = value;
  }
  public resetDescription() {
    this._description = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get descriptionInput() {
    return this._description;
  }

  private _endsAt?: string | undefined;
  /** It is not due after; null is never. */
  public get endsAt() {
    return this.getStringAttribute('ends_at');
  }
  public set endsAt(value: string) {
    this._endsAt = value;
  }
  public resetEndsAt() {
    this._endsAt = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get endsAtInput() {
    return this._endsAt;
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  private _input?: string | undefined;
  /** Any JSON value; the script's `input`. */
  public get input() {
    return this.getStringAttribute('input');
  }
  public set input(value: string) {
    this._input = value;
  }
  public resetInput() {
    this._input = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get inputInput() {
    return this._input;
  }

  private _jitterSeconds?: number | undefined;
  /** So that not all tasks begin at once, each of its runs begins later than it is due, by a number of seconds up to this one: the same for all runs of this task. */
  public get jitterSeconds() {
    return this.getNumberAttribute('jitter_seconds');
  }
  public set jitterSeconds(value: number) {
    this._jitterSeconds = value;
  }
  public resetJitterSeconds() {
    this._jitterSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get jitterSecondsInput() {
    return this._jitterSeconds;
  }

  private _maxAttempts?: number | undefined;
  /** How often a run is started at most when agents are lost. */
  public get maxAttempts() {
    return this.getNumberAttribute('max_attempts');
  }
  public set maxAttempts(value: number) {
    this._maxAttempts = value;
  }
  public resetMaxAttempts() {
    this._maxAttempts = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxAttemptsInput() {
    return this._maxAttempts;
  }

  private _name?: string | undefined;
  /** Name of the task; unique within the tenant. */
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  private _onNoCapacity?: string | undefined;
  /** What becomes of a run when it is due and no connected agent has a free slot for it: `fail`, it fails at once with `no-capacity`; `queue`, it waits; null, as its tenant says. */
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

  private _overlap?: string | undefined;
  /** What happens when it is due while an earlier run is not over: `allow`, both run; `forbid`, this due time gets no run; `replace`, the earlier run is cancelled. */
  public get overlap() {
    return this.getStringAttribute('overlap');
  }
  public set overlap(value: string) {
    this._overlap = value;
  }
  public resetOverlap() {
    this._overlap = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get overlapInput() {
    return this._overlap;
  }

  private _paused?: boolean | cdktf.IResolvable | undefined;
  /** While it is paused it is not due. What it misses is not caught up. */
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

  private _priority?: string | undefined;
  /** Which of the tenant's own jobs go first. */
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

  private _schedule?: string | undefined;
  /** When it is due, as cron: minute, hour, day of month, month, day of week, and before them, if there are six fields, the second. Null: only when somebody asks. */
  public get schedule() {
    return this.getStringAttribute('schedule');
  }
  public set schedule(value: string) {
    this._schedule = value;
  }
  public resetSchedule() {
    this._schedule = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get scheduleInput() {
    return this._schedule;
  }

  private _script?: string | undefined;
  /** Body of an async function, as in a job's payload. It is compiled when it is saved. */
  public get script() {
    return this.getStringAttribute('script');
  }
  public set script(value: string) {
    this._script = value;
  }
  // Temporarily expose input value. Use with caution.
  public get scriptInput() {
    return this._script;
  }

  private _startsAt?: string | undefined;
  /** It is not due before; null is at once. */
  public get startsAt() {
    return this.getStringAttribute('starts_at');
  }
  public set startsAt(value: string) {
    this._startsAt = value;
  }
  public resetStartsAt() {
    this._startsAt = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get startsAtInput() {
    return this._startsAt;
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

  private _timeZone?: string | undefined;
  /** The schedule's time zone, by its IANA name. Where clocks go forward, what was due in the missing hour is due when it is over; where they go back, a given time of day is due once, the first time. */
  public get timeZone() {
    return this.getStringAttribute('time_zone');
  }
  public set timeZone(value: string) {
    this._timeZone = value;
  }
  public resetTimeZone() {
    this._timeZone = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeZoneInput() {
    return this._timeZone;
  }

  private _timeoutSeconds?: number | undefined;
  /** An attempt that runs longer is stopped and fails. */
  public get timeoutSeconds() {
    return this.getNumberAttribute('timeout_seconds');
  }
  public set timeoutSeconds(value: number) {
    this._timeoutSeconds = value;
  }
  public resetTimeoutSeconds() {
    this._timeoutSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeoutSecondsInput() {
    return this._timeoutSeconds;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      catch_up: cdktf.stringToTerraform(this._catchUp),
      description: cdktf.stringToTerraform(this._description),
      ends_at: cdktf.stringToTerraform(this._endsAt),
      input: cdktf.stringToTerraform(this._input),
      jitter_seconds: cdktf.numberToTerraform(this._jitterSeconds),
      max_attempts: cdktf.numberToTerraform(this._maxAttempts),
      name: cdktf.stringToTerraform(this._name),
      on_no_capacity: cdktf.stringToTerraform(this._onNoCapacity),
      overlap: cdktf.stringToTerraform(this._overlap),
      paused: cdktf.booleanToTerraform(this._paused),
      priority: cdktf.stringToTerraform(this._priority),
      schedule: cdktf.stringToTerraform(this._schedule),
      script: cdktf.stringToTerraform(this._script),
      starts_at: cdktf.stringToTerraform(this._startsAt),
      tenant: cdktf.stringToTerraform(this._tenant),
      time_zone: cdktf.stringToTerraform(this._timeZone),
      timeout_seconds: cdktf.numberToTerraform(this._timeoutSeconds),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      catch_up: {
        value: cdktf.stringToHclTerraform(this._catchUp),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      description: {
        value: cdktf.stringToHclTerraform(this._description),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      ends_at: {
        value: cdktf.stringToHclTerraform(this._endsAt),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      input: {
        value: cdktf.stringToHclTerraform(this._input),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      jitter_seconds: {
        value: cdktf.numberToHclTerraform(this._jitterSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      max_attempts: {
        value: cdktf.numberToHclTerraform(this._maxAttempts),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
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
      overlap: {
        value: cdktf.stringToHclTerraform(this._overlap),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      paused: {
        value: cdktf.booleanToHclTerraform(this._paused),
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
      schedule: {
        value: cdktf.stringToHclTerraform(this._schedule),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      script: {
        value: cdktf.stringToHclTerraform(this._script),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      starts_at: {
        value: cdktf.stringToHclTerraform(this._startsAt),
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
      time_zone: {
        value: cdktf.stringToHclTerraform(this._timeZone),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      timeout_seconds: {
        value: cdktf.numberToHclTerraform(this._timeoutSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
