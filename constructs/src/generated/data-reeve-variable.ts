// Data source reeve_variable, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveVariableConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker (UUIDv7).
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
  /**
  * Name of the variable, unique within the tenant. Scripts of tasks find it as `config.<name>`.
  */
  readonly name?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
}

/**
* Represents a `reeve_variable`
*/
export class DataReeveVariable extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_variable";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveVariable resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveVariable to import
  * @param importFromId The id of the existing DataReeveVariable that should be imported
  * @param provider? Optional instance of the provider where the DataReeveVariable to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_variable", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_variable` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveVariableConfig
  */
  public constructor(scope: Construct, id: string, config: DataReeveVariableConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_variable',
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

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** What the variable is for. */
  public get description() {
    return this.getStringAttribute('description');
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

  private _name?: string | undefined;
  /** Name of the variable, unique within the tenant. Scripts of tasks find it as `config.<name>`. */
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

  /** The value. Everybody who may read the tenant's variables sees it. */
  public get value() {
    return this.getStringAttribute('value');
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
