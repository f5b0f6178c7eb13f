// Data source reeve_signing_key, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveSigningKeyConfig extends cdktf.TerraformMetaArguments {
  /**
  * Id of its record.
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
}

/**
* Represents a `reeve_signing_key`
*/
export class DataReeveSigningKey extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_signing_key";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveSigningKey resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveSigningKey to import
  * @param importFromId The id of the existing DataReeveSigningKey that should be imported
  * @param provider? Optional instance of the provider where the DataReeveSigningKey to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_signing_key", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_signing_key` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveSigningKeyConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveSigningKeyConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_signing_key',
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

  /** When it was made. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  private _id?: string | undefined;
  /** Id of its record. */
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

  /** Its key id in the headers of tokens and among the published keys: RFC 7638 thumbprint. */
  public get kid() {
    return this.getStringAttribute('kid');
  }

  /** What it signs: tokens, or checkpoints of the audit trail. */
  public get purpose() {
    return this.getStringAttribute('purpose');
  }

  /** When it verifies no more; null while no other took its place. */
  public get retiresAt() {
    return this.getStringAttribute('retires_at');
  }

  /** From when it signs. */
  public get signsFrom() {
    return this.getStringAttribute('signs_from');
  }

  /** What it is used for now. */
  public get state() {
    return this.getStringAttribute('state');
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
