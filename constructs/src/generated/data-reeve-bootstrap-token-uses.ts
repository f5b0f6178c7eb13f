// Data source reeve_bootstrap_token_uses, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveBootstrapTokenUsesConfig extends cdktf.TerraformMetaArguments {
  /**
  * The bootstrap token's id.
  */
  readonly bootstrapToken: string;
}
export interface DataReeveBootstrapTokenUsesBootstrapTokenUses {
}

export function dataReeveBootstrapTokenUsesBootstrapTokenUsesToTerraform(struct?: DataReeveBootstrapTokenUsesBootstrapTokenUses): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveBootstrapTokenUsesBootstrapTokenUsesToHclTerraform(struct?: DataReeveBootstrapTokenUsesBootstrapTokenUses): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveBootstrapTokenUsesBootstrapTokenUsesOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveBootstrapTokenUsesBootstrapTokenUses | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveBootstrapTokenUsesBootstrapTokenUses | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** Where it came from. */
  public get address() {
    return this.getStringAttribute('address');
  }

  /** The agent that came in; null of one that was refused. */
  public get agent() {
    return this.getStringAttribute('agent');
  }

  /** When. */
  public get at() {
    return this.getStringAttribute('at');
  }

  /** Which condition it broke; empty when none. */
  public get detail() {
    return this.getStringAttribute('detail');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** What it called itself. */
  public get name() {
    return this.getStringAttribute('name');
  }

  /** Whether the token was used. */
  public get outcome() {
    return this.getStringAttribute('outcome');
  }
}

export class DataReeveBootstrapTokenUsesBootstrapTokenUsesList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveBootstrapTokenUsesBootstrapTokenUsesOutputReference {
    return new DataReeveBootstrapTokenUsesBootstrapTokenUsesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_bootstrap_token_uses`
*/
export class DataReeveBootstrapTokenUses extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_bootstrap_token_uses";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveBootstrapTokenUses resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveBootstrapTokenUses to import
  * @param importFromId The id of the existing DataReeveBootstrapTokenUses that should be imported
  * @param provider? Optional instance of the provider where the DataReeveBootstrapTokenUses to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_bootstrap_token_uses", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_bootstrap_token_uses` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveBootstrapTokenUsesConfig
  */
  public constructor(scope: Construct, id: string, config: DataReeveBootstrapTokenUsesConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_bootstrap_token_uses',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._bootstrapToken = config.bootstrapToken;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _bootstrapToken?: string | undefined;
  /** The bootstrap token's id. */
  public get bootstrapToken() {
    return this.getStringAttribute('bootstrap_token');
  }
  public set bootstrapToken(value: string) {
    this._bootstrapToken = value;
  }
  // Temporarily expose input value. Use with caution.
  public get bootstrapTokenInput() {
    return this._bootstrapToken;
  }

  private _bootstrapTokenUses = new DataReeveBootstrapTokenUsesBootstrapTokenUsesList(this, "bootstrap_token_uses", false);
  /** All that were found, in the order in which the broker lists them. */
  public get bootstrapTokenUses() {
    return this._bootstrapTokenUses;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      bootstrap_token: cdktf.stringToTerraform(this._bootstrapToken),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      bootstrap_token: {
        value: cdktf.stringToHclTerraform(this._bootstrapToken),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
