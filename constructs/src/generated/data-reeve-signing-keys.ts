// Data source reeve_signing_keys, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveSigningKeysConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only those of this purpose.
  */
  readonly purpose?: string | undefined;
}
export interface DataReeveSigningKeysSigningKeys {
}

export function dataReeveSigningKeysSigningKeysToTerraform(struct?: DataReeveSigningKeysSigningKeys): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveSigningKeysSigningKeysToHclTerraform(struct?: DataReeveSigningKeysSigningKeys): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveSigningKeysSigningKeysOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveSigningKeysSigningKeys | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveSigningKeysSigningKeys | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** When it was made. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** Id of its record. */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** Its key id in the headers of tokens and among the published keys: RFC 7638 thumbprint. */
  public get kid() {
    return this.getStringAttribute('kid');
  }

  /** What it signs: tokens, or checkpoints of the audit trail. */
  public get purpose() {
    return this.getStringAttribute('purpose');
  }

  /** When it verifies no more; null while no other took its place. */
  public get retiresAt() {
    return this.getStringAttribute('retires_at');
  }

  /** From when it signs. */
  public get signsFrom() {
    return this.getStringAttribute('signs_from');
  }

  /** What it is used for now. */
  public get state() {
    return this.getStringAttribute('state');
  }
}

export class DataReeveSigningKeysSigningKeysList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveSigningKeysSigningKeysOutputReference {
    return new DataReeveSigningKeysSigningKeysOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_signing_keys`
*/
export class DataReeveSigningKeys extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_signing_keys";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveSigningKeys resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveSigningKeys to import
  * @param importFromId The id of the existing DataReeveSigningKeys that should be imported
  * @param provider? Optional instance of the provider where the DataReeveSigningKeys to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_signing_keys", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_signing_keys` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveSigningKeysConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveSigningKeysConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_signing_keys',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._purpose = config.purpose;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _purpose?: string | undefined;
  /** Only those of this purpose. */
  public get purpose() {
    return this.getStringAttribute('purpose');
  }
  public set purpose(value: string) {
    this._purpose = value;
  }
  public resetPurpose() {
    this._purpose = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get purposeInput() {
    return this._purpose;
  }

  private _signingKeys = new DataReeveSigningKeysSigningKeysList(this, "signing_keys", false);
  /** All that were found, in the order in which the broker lists them. */
  public get signingKeys() {
    return this._signingKeys;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      purpose: cdktf.stringToTerraform(this._purpose),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      purpose: {
        value: cdktf.stringToHclTerraform(this._purpose),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
