// Data source reeve_pool_assignment, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReevePoolAssignmentConfig extends cdktf.TerraformMetaArguments {
  /**
  * The pool's name or id.
  */
  readonly pool: string;
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
}

/**
* Represents a `reeve_pool_assignment`
*/
export class DataReevePoolAssignment extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_pool_assignment";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReevePoolAssignment resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReevePoolAssignment to import
  * @param importFromId The id of the existing DataReevePoolAssignment that should be imported
  * @param provider? Optional instance of the provider where the DataReevePoolAssignment to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_pool_assignment", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_pool_assignment` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReevePoolAssignmentConfig
  */
  public constructor(scope: Construct, id: string, config: DataReevePoolAssignmentConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_pool_assignment',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._pool = config.pool;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** When it was assigned. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

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
      pool: cdktf.stringToTerraform(this._pool),
      tenant: cdktf.stringToTerraform(this._tenant),
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
