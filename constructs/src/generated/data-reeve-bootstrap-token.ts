// Data source reeve_bootstrap_token, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveBootstrapTokenConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker (UUIDv7).
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
}

/**
* Represents a `reeve_bootstrap_token`
*/
export class DataReeveBootstrapToken extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_bootstrap_token";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveBootstrapToken resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveBootstrapToken to import
  * @param importFromId The id of the existing DataReeveBootstrapToken that should be imported
  * @param provider? Optional instance of the provider where the DataReeveBootstrapToken to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_bootstrap_token", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_bootstrap_token` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveBootstrapTokenConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveBootstrapTokenConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_bootstrap_token',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._id = config.id;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** Name of who created it. */
  public get createdBy() {
    return this.getStringAttribute('created_by');
  }

  /** What the token is for. */
  public get description() {
    return this.getStringAttribute('description');
  }

  /** When it stops to be accepted. */
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
  }

  /** The token is refused after so many hours. */
  public get expiresInHours() {
    return this.getNumberAttribute('expires_in_hours');
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

  /** How many agents it lets in. */
  public get maxUses() {
    return this.getNumberAttribute('max_uses');
  }

  /** What the agents are called: `*` stands for any characters, `?` for one. Null is anything. */
  public get namePattern() {
    return this.getStringAttribute('name_pattern');
  }

  /** Name of the pool that agents with this token join; null is the platform's shared agents. */
  public get pool() {
    return this.getStringAttribute('pool');
  }

  /** Its first six characters, by which people tell it from others. */
  public get prefix() {
    return this.getStringAttribute('prefix');
  }

  /** What the agents have to be able to do, all of it. */
  public get requiredCapabilities() {
    return cdktf.Fn.tolist(this.getListAttribute('required_capabilities'));
  }

  /** Region that the agents have to say they are in; null is any. */
  public get requiredRegion() {
    return this.getStringAttribute('required_region');
  }

  /** What the agents have to have installed, all of it. */
  public get requiredTools() {
    return cdktf.Fn.tolist(this.getListAttribute('required_tools'));
  }

  /** Whether it is accepted. */
  public get status() {
    return this.getStringAttribute('status');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
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
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
