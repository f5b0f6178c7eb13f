// Data source reeve_apps, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveAppsConfig extends cdktf.TerraformMetaArguments {
  /**
  * The tenant's slug or id.
  */
  readonly tenant?: string | undefined;
}
export interface DataReeveAppsApps {
}

export function dataReeveAppsAppsToTerraform(struct?: DataReeveAppsApps): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveAppsAppsToHclTerraform(struct?: DataReeveAppsApps): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveAppsAppsOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveAppsApps | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveAppsApps | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** What it calls itself when it asks for a token; the same as its id. */
  public get clientId() {
    return this.getStringAttribute('client_id');
  }

  /** When it was registered. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** What the app does. */
  public get description() {
    return this.getStringAttribute('description');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** Name of the app; unique in its tenant. */
  public get name() {
    return this.getStringAttribute('name');
  }

  /** The ceiling: `action:resource:identifier`, where `*` as the identifier is any. Its launch tokens may allow no more. */
  public get scopes() {
    return cdktf.Fn.tolist(this.getListAttribute('scopes'));
  }

  /** Slug of the tenant it belongs to. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }

  /** Life of the app's own tokens in seconds; null is what the broker is set to (REEVE_APP_TOKEN_TTL). */
  public get tokenTtlSeconds() {
    return this.getNumberAttribute('token_ttl_seconds');
  }
}

export class DataReeveAppsAppsList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveAppsAppsOutputReference {
    return new DataReeveAppsAppsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_apps`
*/
export class DataReeveApps extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_apps";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveApps resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveApps to import
  * @param importFromId The id of the existing DataReeveApps that should be imported
  * @param provider? Optional instance of the provider where the DataReeveApps to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_apps", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_apps` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveAppsConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveAppsConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_apps',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _apps = new DataReeveAppsAppsList(this, "apps", false);
  /** All that were found, in the order in which the broker lists them. */
  public get apps() {
    return this._apps;
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
      tenant: cdktf.stringToTerraform(this._tenant),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
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
