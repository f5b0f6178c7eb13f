// Data source reeve_job_types, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveJobTypesConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only types that come with the broker, or only others.
  */
  readonly builtIn?: boolean | cdktf.IResolvable | undefined;
}
export interface DataReeveJobTypesJobTypes {
}

export function dataReeveJobTypesJobTypesToTerraform(struct?: DataReeveJobTypesJobTypes): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveJobTypesJobTypesToHclTerraform(struct?: DataReeveJobTypesJobTypes): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveJobTypesJobTypesOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveJobTypesJobTypes | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveJobTypesJobTypes | undefined) {
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

  /** What work it is. */
  public get description() {
    return this.getStringAttribute('description');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** The longest timeout a job of it may have. */
  public get maxTimeoutSeconds() {
    return this.getNumberAttribute('max_timeout_seconds');
  }

  /** Unique name of the type; cannot change. */
  public get name() {
    return this.getStringAttribute('name');
  }
}

export class DataReeveJobTypesJobTypesList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveJobTypesJobTypesOutputReference {
    return new DataReeveJobTypesJobTypesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_job_types`
*/
export class DataReeveJobTypes extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_job_types";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveJobTypes resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveJobTypes to import
  * @param importFromId The id of the existing DataReeveJobTypes that should be imported
  * @param provider? Optional instance of the provider where the DataReeveJobTypes to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_job_types", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_job_types` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveJobTypesConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveJobTypesConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_job_types',
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
  /** Only types that come with the broker, or only others. */
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

  private _jobTypes = new DataReeveJobTypesJobTypesList(this, "job_types", false);
  /** All that were found, in the order in which the broker lists them. */
  public get jobTypes() {
    return this._jobTypes;
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
