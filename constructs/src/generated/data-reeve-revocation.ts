// Data source reeve_revocation, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveRevocationConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker (UUIDv7).
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant?: string | undefined;
}

/**
* Represents a `reeve_revocation`
*/
export class DataReeveRevocation extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_revocation";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveRevocation resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveRevocation to import
  * @param importFromId The id of the existing DataReeveRevocation that should be imported
  * @param provider? Optional instance of the provider where the DataReeveRevocation to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_revocation", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_revocation` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveRevocationConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveRevocationConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_revocation',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._id = config.id;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** Name of whoever did it. */
  public get actor() {
    return this.getStringAttribute('actor');
  }

  /** What kind of credential did it. */
  public get actorKind() {
    return this.getStringAttribute('actor_kind');
  }

  /** When it was made. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** How long a ban lasts; null until it is lifted. */
  public get forSeconds() {
    return this.getNumberAttribute('for_seconds');
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

  /** How much ended; `credential` is what let agents in. */
  public get level() {
    return this.getStringAttribute('level');
  }

  /** When it was lifted. */
  public get liftedAt() {
    return this.getStringAttribute('lifted_at');
  }

  /** Its place among all: tokens that were issued when it was known are not ended by it. */
  public get number() {
    return this.getNumberAttribute('number');
  }

  /** Why. */
  public get reason() {
    return this.getStringAttribute('reason');
  }

  /** From when on. */
  public get startsAt() {
    return this.getStringAttribute('starts_at');
  }

  /** Whether it still matters; `past`: nothing that it ended could be alive. */
  public get status() {
    return this.getStringAttribute('status');
  }

  /** What ended. */
  public get target() {
    return this.getStringAttribute('target');
  }

  private _tenant?: string | undefined;
  /** The tenant's slug or id. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }
  public set tenant(value: string) {
    this._tenant = value;
  }
  public resetTenant() {
    this._tenant = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tenantInput() {
    return this._tenant;
  }

  /** From when on nothing that it ended could be alive; of a ban its end. Null until it is lifted. */
  public get until() {
    return this.getStringAttribute('until');
  }

  /** How it ended. */
  public get verb() {
    return this.getStringAttribute('verb');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
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
