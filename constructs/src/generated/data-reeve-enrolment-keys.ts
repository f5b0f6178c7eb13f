// Data source reeve_enrolment_keys, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveEnrolmentKeysConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only those in this state.
  */
  readonly status?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant?: string | undefined;
}
export interface DataReeveEnrolmentKeysEnrolmentKeys {
}

export function dataReeveEnrolmentKeysEnrolmentKeysToTerraform(struct?: DataReeveEnrolmentKeysEnrolmentKeys): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveEnrolmentKeysEnrolmentKeysToHclTerraform(struct?: DataReeveEnrolmentKeysEnrolmentKeys): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveEnrolmentKeysEnrolmentKeysOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveEnrolmentKeysEnrolmentKeys | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveEnrolmentKeysEnrolmentKeys | undefined) {
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

  /** Name of the key; unique among its owner's live ones. */
  public get name() {
    return this.getStringAttribute('name');
  }

  /** How long the value before is still accepted after a rotation, where that does not say itself. */
  public get overlapSeconds() {
    return this.getNumberAttribute('overlap_seconds');
  }

  /** Name of the pool that agents with this key join; null makes them the tenant's own, or, of an operators' key, the platform's in no pool. Only operators may name a pool, since its agents work for other tenants. */
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

  /** Slug of the tenant it belongs to; null is an operators' key. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }
}

export class DataReeveEnrolmentKeysEnrolmentKeysList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveEnrolmentKeysEnrolmentKeysOutputReference {
    return new DataReeveEnrolmentKeysEnrolmentKeysOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_enrolment_keys`
*/
export class DataReeveEnrolmentKeys extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_enrolment_keys";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveEnrolmentKeys resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveEnrolmentKeys to import
  * @param importFromId The id of the existing DataReeveEnrolmentKeys that should be imported
  * @param provider? Optional instance of the provider where the DataReeveEnrolmentKeys to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_enrolment_keys", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_enrolment_keys` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveEnrolmentKeysConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveEnrolmentKeysConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_enrolment_keys',
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

  private _enrolmentKeys = new DataReeveEnrolmentKeysEnrolmentKeysList(this, "enrolment_keys", false);
  /** All that were found, in the order in which the broker lists them. */
  public get enrolmentKeys() {
    return this._enrolmentKeys;
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
