// Resource reeve_job_type, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface JobTypeConfig extends cdktf.TerraformMetaArguments {
  /**
  * What work it is.
  */
  readonly description?: string | undefined;
  /**
  * The longest timeout a job of it may have.
  */
  readonly maxTimeoutSeconds?: number | undefined;
  /**
  * Unique name of the type; cannot change.
  */
  readonly name: string;
  /**
  * A JSON Schema (draft 2020-12, or draft-07 if its `$schema` says so) that every payload must fit; its defaults are filled in. At most 64 KiB as JSON and 32 levels deep; unknown keywords, `$async`, references out of it and patterns longer than 500 characters are refused.
  */
  readonly payloadSchema: string;
}

/**
* Represents a `reeve_job_type`
*/
export class JobType extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_job_type";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a JobType resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the JobType to import
  * @param importFromId The id of the existing JobType that should be imported
  * @param provider? Optional instance of the provider where the JobType to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_job_type", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_job_type` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options JobTypeConfig
  */
  public constructor(scope: Construct, id: string, config: JobTypeConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_job_type',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._description = config.description;
    this._maxTimeoutSeconds = config.maxTimeoutSeconds;
    this._name = config.name;
    this._payloadSchema = config.payloadSchema;
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
  /** What work it is. */
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

  private _maxTimeoutSeconds?: number | undefined;
  /** The longest timeout a job of it may have. */
  public get maxTimeoutSeconds() {
    return this.getNumberAttribute('max_timeout_seconds');
  }
  public set maxTimeoutSeconds(value: number) {
    this._maxTimeoutSeconds = value;
  }
  public resetMaxTimeoutSeconds() {
    this._maxTimeoutSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxTimeoutSecondsInput() {
    return this._maxTimeoutSeconds;
  }

  private _name?: string | undefined;
  /** Unique name of the type; cannot change. */
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

  private _payloadSchema?: string | undefined;
  /** A JSON Schema (draft 2020-12, or draft-07 if its `$schema` says so) that every payload must fit; its defaults are filled in. At most 64 KiB as JSON and 32 levels deep; unknown keywords, `$async`, references out of it and patterns longer than 500 characters are refused. */
  public get payloadSchema() {
    return this.getStringAttribute('payload_schema');
  }
  public set payloadSchema(value: string) {
    this._payloadSchema = value;
  }
  // Temporarily expose input value. Use with caution.
  public get payloadSchemaInput() {
    return this._payloadSchema;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      description: cdktf.stringToTerraform(this._description),
      max_timeout_seconds: cdktf.numberToTerraform(this._maxTimeoutSeconds),
      name: cdktf.stringToTerraform(this._name),
      payload_schema: cdktf.stringToTerraform(this._payloadSchema),
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
      max_timeout_seconds: {
        value: cdktf.numberToHclTerraform(this._maxTimeoutSeconds),
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
      payload_schema: {
        value: cdktf.stringToHclTerraform(this._payloadSchema),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
