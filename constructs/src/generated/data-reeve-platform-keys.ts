// Data source reeve_platform_keys, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReevePlatformKeysConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only those in this state.
  */
  readonly status?: string | undefined;
}
export interface DataReevePlatformKeysPlatformKeys {
}

export function dataReevePlatformKeysPlatformKeysToTerraform(struct?: DataReevePlatformKeysPlatformKeys): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReevePlatformKeysPlatformKeysToHclTerraform(struct?: DataReevePlatformKeysPlatformKeys): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReevePlatformKeysPlatformKeysOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReevePlatformKeysPlatformKeys | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReevePlatformKeysPlatformKeys | undefined) {
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

  /** What the key is for. */
  public get description() {
    return this.getStringAttribute('description');
  }

  /** When it stops to be accepted; null is never. */
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
  }

  /** The key is refused after so many days; null never expires. */
  public get expiresInDays() {
    return this.getNumberAttribute('expires_in_days');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** 16 hex digits that name the key in a proof and tell nothing of it. */
  public get keyId() {
    return this.getStringAttribute('key_id');
  }

  /** Name of the key; unique among the live ones. */
  public get name() {
    return this.getStringAttribute('name');
  }

  /** How long the value before is still accepted after a rotation, where that does not say itself. */
  public get overlapSeconds() {
    return this.getNumberAttribute('overlap_seconds');
  }

  /** Name of the pool that agents with this key join; null makes them the platform's agents in no pool. */
  public get pool() {
    return this.getStringAttribute('pool');
  }

  /** How many days before it expires it is due for another value, fewer than it lives; null is never. */
  public get rotateBeforeDays() {
    return this.getNumberAttribute('rotate_before_days');
  }

  /** Whether it should be given another value now: it expires soon, and no value before it is accepted any more. */
  public get rotationDue() {
    return this.getBooleanAttribute('rotation_due');
  }

  /** Whether it is accepted. */
  public get status() {
    return this.getStringAttribute('status');
  }
}

export class DataReevePlatformKeysPlatformKeysList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReevePlatformKeysPlatformKeysOutputReference {
    return new DataReevePlatformKeysPlatformKeysOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_platform_keys`
*/
export class DataReevePlatformKeys extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_platform_keys";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReevePlatformKeys resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReevePlatformKeys to import
  * @param importFromId The id of the existing DataReevePlatformKeys that should be imported
  * @param provider? Optional instance of the provider where the DataReevePlatformKeys to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_platform_keys", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_platform_keys` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReevePlatformKeysConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReevePlatformKeysConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_platform_keys',
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

  private _platformKeys = new DataReevePlatformKeysPlatformKeysList(this, "platform_keys", false);
  /** All that were found, in the order in which the broker lists them. */
  public get platformKeys() {
    return this._platformKeys;
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
