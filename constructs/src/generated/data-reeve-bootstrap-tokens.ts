// Data source reeve_bootstrap_tokens, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveBootstrapTokensConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only those in this state.
  */
  readonly status?: string | undefined;
}
export interface DataReeveBootstrapTokensBootstrapTokens {
}

export function dataReeveBootstrapTokensBootstrapTokensToTerraform(struct?: DataReeveBootstrapTokensBootstrapTokens): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveBootstrapTokensBootstrapTokensToHclTerraform(struct?: DataReeveBootstrapTokensBootstrapTokens): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveBootstrapTokensBootstrapTokensOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveBootstrapTokensBootstrapTokens | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveBootstrapTokensBootstrapTokens | undefined) {
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

  /** Name of who created it. */
  public get createdBy() {
    return this.getStringAttribute('created_by');
  }

  /** What the token is for. */
  public get description() {
    return this.getStringAttribute('description');
  }

  /** When it stops to be accepted. */
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
  }

  /** The token is refused after so many hours. */
  public get expiresInHours() {
    return this.getNumberAttribute('expires_in_hours');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** How many agents it lets in. */
  public get maxUses() {
    return this.getNumberAttribute('max_uses');
  }

  /** What the agents are called: `*` stands for any characters, `?` for one. Null is anything. */
  public get namePattern() {
    return this.getStringAttribute('name_pattern');
  }

  /** Name of the pool that agents with this token join; null is the platform's shared agents. */
  public get pool() {
    return this.getStringAttribute('pool');
  }

  /** Its first six characters, by which people tell it from others. */
  public get prefix() {
    return this.getStringAttribute('prefix');
  }

  /** What the agents have to be able to do, all of it. */
  public get requiredCapabilities() {
    return cdktf.Fn.tolist(this.getListAttribute('required_capabilities'));
  }

  /** Region that the agents have to say they are in; null is any. */
  public get requiredRegion() {
    return this.getStringAttribute('required_region');
  }

  /** What the agents have to have installed, all of it. */
  public get requiredTools() {
    return cdktf.Fn.tolist(this.getListAttribute('required_tools'));
  }

  /** Whether it is accepted. */
  public get status() {
    return this.getStringAttribute('status');
  }
}

export class DataReeveBootstrapTokensBootstrapTokensList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveBootstrapTokensBootstrapTokensOutputReference {
    return new DataReeveBootstrapTokensBootstrapTokensOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_bootstrap_tokens`
*/
export class DataReeveBootstrapTokens extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_bootstrap_tokens";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveBootstrapTokens resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveBootstrapTokens to import
  * @param importFromId The id of the existing DataReeveBootstrapTokens that should be imported
  * @param provider? Optional instance of the provider where the DataReeveBootstrapTokens to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_bootstrap_tokens", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_bootstrap_tokens` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveBootstrapTokensConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveBootstrapTokensConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_bootstrap_tokens',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._status = config.status;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _bootstrapTokens = new DataReeveBootstrapTokensBootstrapTokensList(this, "bootstrap_tokens", false);
  /** All that were found, in the order in which the broker lists them. */
  public get bootstrapTokens() {
    return this._bootstrapTokens;
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

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      status: cdktf.stringToTerraform(this._status),
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
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
