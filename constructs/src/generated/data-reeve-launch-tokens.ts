// Data source reeve_launch_tokens, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveLaunchTokensConfig extends cdktf.TerraformMetaArguments {
  /**
  * The app's name or id.
  */
  readonly app?: string | undefined;
  /**
  * Only those in this state.
  */
  readonly status?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant?: string | undefined;
}
export interface DataReeveLaunchTokensLaunchTokens {
}

export function dataReeveLaunchTokensLaunchTokensToTerraform(struct?: DataReeveLaunchTokensLaunchTokens): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveLaunchTokensLaunchTokensToHclTerraform(struct?: DataReeveLaunchTokensLaunchTokens): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveLaunchTokensLaunchTokensOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveLaunchTokensLaunchTokens | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveLaunchTokensLaunchTokens | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** What it is for, as people call the agent; the agent says its own name. */
  public get agentName() {
    return this.getStringAttribute('agent_name');
  }

  /** What its agents may ask for: `action:resource:identifier`, where `*` as the identifier is any. */
  public get allowedScope() {
    return cdktf.Fn.tolist(this.getListAttribute('allowed_scope'));
  }

  /** Name of the app it belongs to. */
  public get app() {
    return this.getStringAttribute('app');
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

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
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

  /** Slug of the tenant it belongs to. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }

  /** Seconds in which it has to be used. */
  public get ttlSeconds() {
    return this.getNumberAttribute('ttl_seconds');
  }

  /** How many agents it let in. */
  public get uses() {
    return this.getNumberAttribute('uses');
  }
}

export class DataReeveLaunchTokensLaunchTokensList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveLaunchTokensLaunchTokensOutputReference {
    return new DataReeveLaunchTokensLaunchTokensOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_launch_tokens`
*/
export class DataReeveLaunchTokens extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_launch_tokens";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveLaunchTokens resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveLaunchTokens to import
  * @param importFromId The id of the existing DataReeveLaunchTokens that should be imported
  * @param provider? Optional instance of the provider where the DataReeveLaunchTokens to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_launch_tokens", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_launch_tokens` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveLaunchTokensConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveLaunchTokensConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_launch_tokens',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._app = config.app;
    this._status = config.status;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _app?: string | undefined;
  /** The app's name or id. */
  public get app() {
    return this.getStringAttribute('app');
  }
  public set app(value: string) {
    this._app = value;
  }
  public resetApp() {
    this._app = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get appInput() {
    return this._app;
  }

  private _launchTokens = new DataReeveLaunchTokensLaunchTokensList(this, "launch_tokens", false);
  /** All that were found, in the order in which the broker lists them. */
  public get launchTokens() {
    return this._launchTokens;
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
      app: cdktf.stringToTerraform(this._app),
      status: cdktf.stringToTerraform(this._status),
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
