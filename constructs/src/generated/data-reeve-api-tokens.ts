// Data source reeve_api_tokens, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveApiTokensConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only those in this state.
  */
  readonly status?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant?: string | undefined;
}
export interface DataReeveApiTokensApiTokens {
}

export function dataReeveApiTokensApiTokensToTerraform(struct?: DataReeveApiTokensApiTokens): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveApiTokensApiTokensToHclTerraform(struct?: DataReeveApiTokensApiTokens): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveApiTokensApiTokensOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): DataReeveApiTokensApiTokens | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveApiTokensApiTokens | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** What the token is for. */
  public get description() {
    return this.getStringAttribute('description');
  }

  /** When it stops to be accepted. */
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
  }

  /** The token is refused after so many days. */
  public get expiresInDays() {
    return this.getNumberAttribute('expires_in_days');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** Name of the token; unique among its owner's live ones. */
  public get name() {
    return this.getStringAttribute('name');
  }

  /** How long the value before is still accepted after a rotation, where that does not say itself. */
  public get overlapSeconds() {
    return this.getNumberAttribute('overlap_seconds');
  }

  /** How many days before it expires it is due for another value, fewer than it lives; null is never. */
  public get rotateBeforeDays() {
    return this.getNumberAttribute('rotate_before_days');
  }

  /** Whether it should be given another value now: it expires soon, and no value before it is accepted any more. */
  public get rotationDue() {
    return this.getBooleanAttribute('rotation_due');
  }

  /** What the token grants: `<nouns>:read`, `<nouns>:write` (`write` includes `read`), with `*` for any of either; `*` alone is all. */
  public get scopes() {
    return cdktf.Fn.tolist(this.getListAttribute('scopes'));
  }

  /** Whether it is accepted. */
  public get status() {
    return this.getStringAttribute('status');
  }

  /** Slug of the tenant it is bound to; null is an operator's token. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }
}

export class DataReeveApiTokensApiTokensList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveApiTokensApiTokensOutputReference {
    return new DataReeveApiTokensApiTokensOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_api_tokens`
*/
export class DataReeveApiTokens extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_api_tokens";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveApiTokens resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveApiTokens to import
  * @param importFromId The id of the existing DataReeveApiTokens that should be imported
  * @param provider? Optional instance of the provider where the DataReeveApiTokens to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_api_tokens", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_api_tokens` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveApiTokensConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveApiTokensConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_api_tokens',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._status = config.status;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _apiTokens = new DataReeveApiTokensApiTokensList(this, "api_tokens", false);
  /** All that were found, in the order in which the broker lists them. */
  public get apiTokens() {
    return this._apiTokens;
  }

  private _status?: string | undefined;
  /** Only those in this state. */
  public get status() {
    return this.getStringAttribute('status');
  }
  public set status(value: string) {
    this._status = value;
  }
  public resetStatus() {
    this._status = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get statusInput() {
    return this._status;
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

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      status: cdktf.stringToTerraform(this._status),
      tenant: cdktf.stringToTerraform(this._tenant),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      status: {
        value: cdktf.stringToHclTerraform(this._status),
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
