// Data source reeve_bans, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveBansConfig extends cdktf.TerraformMetaArguments {
}
export interface DataReeveBansBans {
}

export function dataReeveBansBansToTerraform(struct?: DataReeveBansBans): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveBansBansToHclTerraform(struct?: DataReeveBansBans): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveBansBansOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveBansBans | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveBansBans | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** Where the attempts came from: an IPv4 address or an IPv6 network. */
  public get address() {
    return this.getStringAttribute('address');
  }

  /** When the first of them was. */
  public get beganAt() {
    return this.getStringAttribute('began_at');
  }

  /** How many attempts failed. */
  public get failures() {
    return this.getNumberAttribute('failures');
  }

  /** Made by the broker. */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** The public part of the credential, or what stands for it; empty: the address, whatever it tries. */
  public get prefix() {
    return this.getStringAttribute('prefix');
  }

  /** When the ban ends. */
  public get until() {
    return this.getStringAttribute('until');
  }
}

export class DataReeveBansBansList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveBansBansOutputReference {
    return new DataReeveBansBansOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_bans`
*/
export class DataReeveBans extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_bans";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveBans resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveBans to import
  * @param importFromId The id of the existing DataReeveBans that should be imported
  * @param provider? Optional instance of the provider where the DataReeveBans to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_bans", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_bans` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveBansConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveBansConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_bans',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _bans = new DataReeveBansBansList(this, "bans", false);
  /** All that were found, in the order in which the broker lists them. */
  public get bans() {
    return this._bans;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
    };
    return attrs;
  }
}
