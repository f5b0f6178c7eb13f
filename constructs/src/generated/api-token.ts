// Resource reeve_api_token, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface ApiTokenConfig extends cdktf.TerraformMetaArguments {
  /**
  * What the token is for.
  */
  readonly description?: string | undefined;
  /**
  * The token is refused after so many days.
  */
  readonly expiresInDays?: number | undefined;
  /**
  * Name of the token; unique among its owner's live ones.
  */
  readonly name: string;
  /**
  * How long the value before is still accepted after a rotation, where that does not say itself.
  */
  readonly overlapSeconds?: number | undefined;
  /**
  * How many days before it expires it is due for another value, fewer than it lives; null is never.
  */
  readonly rotateBeforeDays?: number | undefined;
  /**
  * What the token grants: `<nouns>:read`, `<nouns>:write` (`write` includes `read`), with `*` for any of either; `*` alone is all.
  */
  readonly scopes: string[];
  /**
  * The tenant's slug or id.
  */
  readonly tenant?: string | undefined;
}

/**
* Represents a `reeve_api_token`
*/
export class ApiToken extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_api_token";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a ApiToken resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the ApiToken to import
  * @param importFromId The id of the existing ApiToken that should be imported
  * @param provider? Optional instance of the provider where the ApiToken to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_api_token", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_api_token` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options ApiTokenConfig
  */
  public constructor(scope: Construct, id: string, config: ApiTokenConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_api_token',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._description = config.description;
    this._expiresInDays = config.expiresInDays;
    this._name = config.name;
    this._overlapSeconds = config.overlapSeconds;
    this._rotateBeforeDays = config.rotateBeforeDays;
    this._scopes = config.scopes;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  private _description?: string | undefined;
  /** What the token is for. */
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

  /** When it stops to be accepted. */
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
  }

  private _expiresInDays?: number | undefined;
  /** The token is refused after so many days. */
  public get expiresInDays() {
    return this.getNumberAttribute('expires_in_days');
  }
  public set expiresInDays(value: number) {
    this._expiresInDays = value;
  }
  public resetExpiresInDays() {
    this._expiresInDays = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get expiresInDaysInput() {
    return this._expiresInDays;
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  private _name?: string | undefined;
  /** Name of the token; unique among its owner's live ones. */
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

  private _overlapSeconds?: number | undefined;
  /** How long the value before is still accepted after a rotation, where that does not say itself. */
  public get overlapSeconds() {
    return this.getNumberAttribute('overlap_seconds');
  }
  public set overlapSeconds(value: number) {
    this._overlapSeconds = value;
  }
  public resetOverlapSeconds() {
    this._overlapSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get overlapSecondsInput() {
    return this._overlapSeconds;
  }

  private _rotateBeforeDays?: number | undefined;
  /** How many days before it expires it is due for another value, fewer than it lives; null is never. */
  public get rotateBeforeDays() {
    return this.getNumberAttribute('rotate_before_days');
  }
  public set rotateBeforeDays(value: number) {
    this._rotateBeforeDays = value;
  }
  public resetRotateBeforeDays() {
    this._rotateBeforeDays = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get rotateBeforeDaysInput() {
    return this._rotateBeforeDays;
  }

  /** Whether it should be given another value now: it expires soon, and no value before it is accepted any more. */
  public get rotationDue() {
    return this.getBooleanAttribute('rotation_due');
  }

  private _scopes?: string[] | undefined;
  /** What the token grants: `<nouns>:read`, `<nouns>:write` (`write` includes `read`), with `*` for any of either; `*` alone is all. */
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
  public resetTenant() {
    this._tenant = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tenantInput() {
    return this._tenant;
  }

  /** The secret: `reeve_` and 64 hex digits. It is never shown again. */
  public get token() {
    return this.getStringAttribute('token');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      description: cdktf.stringToTerraform(this._description),
      expires_in_days: cdktf.numberToTerraform(this._expiresInDays),
      name: cdktf.stringToTerraform(this._name),
      overlap_seconds: cdktf.numberToTerraform(this._overlapSeconds),
      rotate_before_days: cdktf.numberToTerraform(this._rotateBeforeDays),
      scopes: cdktf.listMapper(cdktf.stringToTerraform, false)(this._scopes),
      tenant: cdktf.stringToTerraform(this._tenant),
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
      expires_in_days: {
        value: cdktf.numberToHclTerraform(this._expiresInDays),
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
      overlap_seconds: {
        value: cdktf.numberToHclTerraform(this._overlapSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      rotate_before_days: {
        value: cdktf.numberToHclTerraform(this._rotateBeforeDays),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
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
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
