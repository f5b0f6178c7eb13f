// Data source reeve_job_type, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveJobTypeConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker (UUIDv7).
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
  /**
  * Unique name of the type; cannot change.
  */
  readonly name?: string | undefined;
}

/**
* Represents a `reeve_job_type`
*/
export class DataReeveJobType extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_job_type";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveJobType resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveJobType to import
  * @param importFromId The id of the existing DataReeveJobType that should be imported
  * @param provider? Optional instance of the provider where the DataReeveJobType to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_job_type", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_job_type` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveJobTypeConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveJobTypeConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_job_type',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._id = config.id;
    this._name = config.name;
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

  /** What work it is. */
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

  /** The longest timeout a job of it may have. */
  public get maxTimeoutSeconds() {
    return this.getNumberAttribute('max_timeout_seconds');
  }

  private _name?: string | undefined;
  /** Unique name of the type; cannot change. */
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

  /** A JSON Schema (draft 2020-12, or draft-07 if its `$schema` says so) that every payload must fit; its defaults are filled in. At most 64 KiB as JSON and 32 levels deep; unknown keywords, `$async`, references out of it and patterns longer than 500 characters are refused. */
  public get payloadSchema() {
    return this.getStringAttribute('payload_schema');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
      name: cdktf.stringToTerraform(this._name),
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
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
