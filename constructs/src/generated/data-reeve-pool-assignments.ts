// Data source reeve_pool_assignments, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReevePoolAssignmentsConfig extends cdktf.TerraformMetaArguments {
  /**
  * The pool's name or id.
  */
  readonly pool: string;
}
export interface DataReevePoolAssignmentsPoolAssignments {
}

export function dataReevePoolAssignmentsPoolAssignmentsToTerraform(struct?: DataReevePoolAssignmentsPoolAssignments): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReevePoolAssignmentsPoolAssignmentsToHclTerraform(struct?: DataReevePoolAssignmentsPoolAssignments): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReevePoolAssignmentsPoolAssignmentsOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReevePoolAssignmentsPoolAssignments | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReevePoolAssignmentsPoolAssignments | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** When it was assigned. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** Name of the pool. */
  public get pool() {
    return this.getStringAttribute('pool');
  }

  /** Slug of the tenant. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }
}

export class DataReevePoolAssignmentsPoolAssignmentsList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReevePoolAssignmentsPoolAssignmentsOutputReference {
    return new DataReevePoolAssignmentsPoolAssignmentsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_pool_assignments`
*/
export class DataReevePoolAssignments extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_pool_assignments";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReevePoolAssignments resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReevePoolAssignments to import
  * @param importFromId The id of the existing DataReevePoolAssignments that should be imported
  * @param provider? Optional instance of the provider where the DataReevePoolAssignments to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_pool_assignments", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_pool_assignments` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReevePoolAssignmentsConfig
  */
  public constructor(scope: Construct, id: string, config: DataReevePoolAssignmentsConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_pool_assignments',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._pool = config.pool;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _pool?: string | undefined;
  /** The pool's name or id. */
  public get pool() {
    return this.getStringAttribute('pool');
  }
  public set pool(value: string) {
    this._pool = value;
  }
  // Temporarily expose input value. Use with caution.
  public get poolInput() {
    return this._pool;
  }

  private _poolAssignments = new DataReevePoolAssignmentsPoolAssignmentsList(this, "pool_assignments", false);
  /** All that were found, in the order in which the broker lists them. */
  public get poolAssignments() {
    return this._poolAssignments;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      pool: cdktf.stringToTerraform(this._pool),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      pool: {
        value: cdktf.stringToHclTerraform(this._pool),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
