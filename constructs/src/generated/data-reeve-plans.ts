// Data source reeve_plans, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReevePlansConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only plans that come with the broker, or only others.
  */
  readonly builtIn?: boolean | cdktf.IResolvable | undefined;
}
export interface DataReevePlansPlans {
}

export function dataReevePlansPlansToTerraform(struct?: DataReevePlansPlans): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReevePlansPlansToHclTerraform(struct?: DataReevePlansPlans): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReevePlansPlansOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReevePlansPlans | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReevePlansPlans | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** Whether it comes with the broker. */
  public get builtIn() {
    return this.getBooleanAttribute('built_in');
  }

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** What the plan is for. */
  public get description() {
    return this.getStringAttribute('description');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** After so many days a finished job, or run, is removed with its lines; null is never. */
  public get jobRetentionDays() {
    return this.getNumberAttribute('job_retention_days');
  }

  /** How many jobs of a tenant may run at once. */
  public get maxConcurrentJobs() {
    return this.getNumberAttribute('max_concurrent_jobs');
  }

  /** How many jobs of a tenant may wait. */
  public get maxQueuedJobs() {
    return this.getNumberAttribute('max_queued_jobs');
  }

  /** Unique name of the plan; cannot change. */
  public get name() {
    return this.getStringAttribute('name');
  }

  /** The tenant's share of the queue against others. */
  public get weight() {
    return this.getNumberAttribute('weight');
  }
}

export class DataReevePlansPlansList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReevePlansPlansOutputReference {
    return new DataReevePlansPlansOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_plans`
*/
export class DataReevePlans extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_plans";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReevePlans resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReevePlans to import
  * @param importFromId The id of the existing DataReevePlans that should be imported
  * @param provider? Optional instance of the provider where the DataReevePlans to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_plans", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_plans` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReevePlansConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReevePlansConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_plans',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._builtIn = config.builtIn;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _builtIn?: boolean | cdktf.IResolvable | undefined;
  /** Only plans that come with the broker, or only others. */
  public get builtIn() {
    return this.getBooleanAttribute('built_in');
  }
  public set builtIn(value: boolean | cdktf.IResolvable) {
    this._builtIn = value;
  }
  public resetBuiltIn() {
    this._builtIn = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get builtInInput() {
    return this._builtIn;
  }

  private _plans = new DataReevePlansPlansList(this, "plans", false);
  /** All that were found, in the order in which the broker lists them. */
  public get plans() {
    return this._plans;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      built_in: cdktf.booleanToTerraform(this._builtIn),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      built_in: {
        value: cdktf.booleanToHclTerraform(this._builtIn),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
