// Data source reeve_launch_token, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveLaunchTokenConfig extends cdktf.TerraformMetaArguments {
  /**
  * The app's name or id.
  */
  readonly app: string;
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
  readonly tenant: string;
}

/**
* Represents a `reeve_launch_token`
*/
export class DataReeveLaunchToken extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_launch_token";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveLaunchToken resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveLaunchToken to import
  * @param importFromId The id of the existing DataReeveLaunchToken that should be imported
  * @param provider? Optional instance of the provider where the DataReeveLaunchToken to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_launch_token", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_launch_token` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveLaunchTokenConfig
  */
  public constructor(scope: Construct, id: string, config: DataReeveLaunchTokenConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_launch_token',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._app = config.app;
    this._id = config.id;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** What it is for, as people call the agent; the agent says its own name. */
  public get agentName() {
    return this.getStringAttribute('agent_name');
  }

  /** What its agents may ask for: `action:resource:identifier`, where `*` as the identifier is any. */
  public get allowedScope() {
    return cdktf.Fn.tolist(this.getListAttribute('allowed_scope'));
  }

  private _app?: string | undefined;
  /** The app's name or id. */
  public get app() {
    return this.getStringAttribute('app');
  }
  public set app(value: string) {
    this._app = value;
  }
  // Temporarily expose input value. Use with caution.
  public get appInput() {
    return this._app;
  }

  /** Whom the tokens of its agents may be for beside the broker. */
  public get audience() {
    return cdktf.Fn.tolist(this.getListAttribute('audience'));
  }

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** When it stops to be accepted. */
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
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

  /** When it let the last agent in; null is never. */
  public get lastUsedAt() {
    return this.getStringAttribute('last_used_at');
  }

  /** Longest life of a token of its agents; the broker's own ceiling stands above it. */
  public get maxTtlSeconds() {
    return this.getNumberAttribute('max_ttl_seconds');
  }

  /** How many agents it lets in. */
  public get maxUses() {
    return this.getNumberAttribute('max_uses');
  }

  /** Whether it lets in one agent. */
  public get singleUse() {
    return this.getBooleanAttribute('single_use');
  }

  /** Whether it is accepted. */
  public get status() {
    return this.getStringAttribute('status');
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

  /** Seconds in which it has to be used. */
  public get ttlSeconds() {
    return this.getNumberAttribute('ttl_seconds');
  }

  /** How many agents it let in. */
  public get uses() {
    return this.getNumberAttribute('uses');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      app: cdktf.stringToTerraform(this._app),
      id: cdktf.stringToTerraform(this._id),
      tenant: cdktf.stringToTerraform(this._tenant),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      app: {
        value: cdktf.stringToHclTerraform(this._app),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
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
