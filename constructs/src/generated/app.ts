// Resource reeve_app, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface AppConfig extends cdktf.TerraformMetaArguments {
  /**
  * What the app does.
  */
  readonly description?: string | undefined;
  /**
  * Name of the app; unique in its tenant.
  */
  readonly name: string;
  /**
  * The ceiling: `action:resource:identifier`, where `*` as the identifier is any. Its launch tokens may allow no more.
  */
  readonly scopes: string[];
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
  /**
  * Life of the app's own tokens in seconds; null is what the broker is set to (REEVE_APP_TOKEN_TTL).
  */
  readonly tokenTtlSeconds?: number | undefined;
}

/**
* Represents a `reeve_app`
*/
export class App extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_app";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a App resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the App to import
  * @param importFromId The id of the existing App that should be imported
  * @param provider? Optional instance of the provider where the App to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_app", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_app` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options AppConfig
  */
  public constructor(scope: Construct, id: string, config: AppConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_app',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._description = config.description;
    this._name = config.name;
    this._scopes = config.scopes;
    this._tenant = config.tenant;
    this._tokenTtlSeconds = config.tokenTtlSeconds;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** What it calls itself when it asks for a token; the same as its id. */
  public get clientId() {
    return this.getStringAttribute('client_id');
  }

  /** The secret: `appsecret_` and 64 hex digits. It is never shown again. */
  public get clientSecret() {
    return this.getStringAttribute('client_secret');
  }

  /** When it was registered. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  private _description?: string | undefined;
  /** What the app does. */
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

  private _name?: string | undefined;
  /** Name of the app; unique in its tenant. */
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

  private _scopes?: string[] | undefined;
  /** The ceiling: `action:resource:identifier`, where `*` as the identifier is any. Its launch tokens may allow no more. */
  public get scopes() {
    return cdktf.Fn.tolist(this.getListAttribute('scopes'));
  }
  public set scopes(value: string[]) {
    this._scopes = value;
  }
  // Temporarily expose input value. Use with caution.
  public get scopesInput() {
    return this._scopes;
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

  private _tokenTtlSeconds?: number | undefined;
  /** Life of the app's own tokens in seconds; null is what the broker is set to (REEVE_APP_TOKEN_TTL). */
  public get tokenTtlSeconds() {
    return this.getNumberAttribute('token_ttl_seconds');
  }
  public set tokenTtlSeconds(value: number) {
    this._tokenTtlSeconds = value;
  }
  public resetTokenTtlSeconds() {
    this._tokenTtlSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tokenTtlSecondsInput() {
    return this._tokenTtlSeconds;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      description: cdktf.stringToTerraform(this._description),
      name: cdktf.stringToTerraform(this._name),
      scopes: cdktf.listMapper(cdktf.stringToTerraform, false)(this._scopes),
      tenant: cdktf.stringToTerraform(this._tenant),
      token_ttl_seconds: cdktf.numberToTerraform(this._tokenTtlSeconds),
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
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      scopes: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._scopes),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      tenant: {
        value: cdktf.stringToHclTerraform(this._tenant),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      token_ttl_seconds: {
        value: cdktf.numberToHclTerraform(this._tokenTtlSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
