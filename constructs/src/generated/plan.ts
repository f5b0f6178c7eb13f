// Resource reeve_plan, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface PlanConfig extends cdktf.TerraformMetaArguments {
  /**
  * What the plan is for.
  */
  readonly description?: string | undefined;
  /**
  * After so many days a finished job, or run, is removed with its lines; null is never.
  */
  readonly jobRetentionDays?: number | undefined;
  /**
  * How many jobs of a tenant may run at once.
  */
  readonly maxConcurrentJobs: number;
  /**
  * How many jobs of a tenant may wait.
  */
  readonly maxQueuedJobs: number;
  /**
  * Unique name of the plan; cannot change.
  */
  readonly name: string;
  /**
  * The tenant's share of the queue against others.
  */
  readonly weight?: number | undefined;
}

/**
* Represents a `reeve_plan`
*/
export class Plan extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_plan";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Plan resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Plan to import
  * @param importFromId The id of the existing Plan that should be imported
  * @param provider? Optional instance of the provider where the Plan to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_plan", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_plan` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options PlanConfig
  */
  public constructor(scope: Construct, id: string, config: PlanConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_plan',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._description = config.description;
    this._jobRetentionDays = config.jobRetentionDays;
    this._maxConcurrentJobs = config.maxConcurrentJobs;
    this._maxQueuedJobs = config.maxQueuedJobs;
    this._name = config.name;
    this._weight = config.weight;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** Whether it comes with the broker. */
  public get builtIn() {
    return this.getBooleanAttribute('built_in');
  }

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  private _description?: string | undefined;
  /** What the plan is for. */
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

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  private _jobRetentionDays?: number | undefined;
  /** After so many days a finished job, or run, is removed with its lines; null is never. */
  public get jobRetentionDays() {
    return this.getNumberAttribute('job_retention_days');
  }
  public set jobRetentionDays(value: number) {
    this._jobRetentionDays = value;
  }
  public resetJobRetentionDays() {
    this._jobRetentionDays = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get jobRetentionDaysInput() {
    return this._jobRetentionDays;
  }

  private _maxConcurrentJobs?: number | undefined;
  /** How many jobs of a tenant may run at once. */
  public get maxConcurrentJobs() {
    return this.getNumberAttribute('max_concurrent_jobs');
  }
  public set maxConcurrentJobs(value: number) {
    this._maxConcurrentJobs = value;
  }
  // Temporarily expose input value. Use with caution.
  public get maxConcurrentJobsInput() {
    return this._maxConcurrentJobs;
  }

  private _maxQueuedJobs?: number | undefined;
  /** How many jobs of a tenant may wait. */
  public get maxQueuedJobs() {
    return this.getNumberAttribute('max_queued_jobs');
  }
  public set maxQueuedJobs(value: number) {
    this._maxQueuedJobs = value;
  }
  // Temporarily expose input value. Use with caution.
  public get maxQueuedJobsInput() {
    return this._maxQueuedJobs;
  }

  private _name?: string | undefined;
  /** Unique name of the plan; cannot change. */
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

  private _weight?: number | undefined;
  /** The tenant's share of the queue against others. */
  public get weight() {
    return this.getNumberAttribute('weight');
  }
  public set weight(value: number) {
    this._weight = value;
  }
  public resetWeight() {
    this._weight = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get weightInput() {
    return this._weight;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      description: cdktf.stringToTerraform(this._description),
      job_retention_days: cdktf.numberToTerraform(this._jobRetentionDays),
      max_concurrent_jobs: cdktf.numberToTerraform(this._maxConcurrentJobs),
      max_queued_jobs: cdktf.numberToTerraform(this._maxQueuedJobs),
      name: cdktf.stringToTerraform(this._name),
      weight: cdktf.numberToTerraform(this._weight),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      description: {
        value: cdktf.stringToHclTerraform(this._description),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      job_retention_days: {
        value: cdktf.numberToHclTerraform(this._jobRetentionDays),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      max_concurrent_jobs: {
        value: cdktf.numberToHclTerraform(this._maxConcurrentJobs),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      max_queued_jobs: {
        value: cdktf.numberToHclTerraform(this._maxQueuedJobs),
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
      weight: {
        value: cdktf.numberToHclTerraform(this._weight),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
