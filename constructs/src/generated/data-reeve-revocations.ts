// Data source reeve_revocations, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveRevocationsConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only those at this level.
  */
  readonly level?: string | undefined;
  /**
  * Only those in this state.
  */
  readonly status?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant?: string | undefined;
  /**
  * Only those that did this.
  */
  readonly verb?: string | undefined;
}
export interface DataReeveRevocationsRevocations {
}

export function dataReeveRevocationsRevocationsToTerraform(struct?: DataReeveRevocationsRevocations): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveRevocationsRevocationsToHclTerraform(struct?: DataReeveRevocationsRevocations): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveRevocationsRevocationsOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveRevocationsRevocations | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveRevocationsRevocations | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** Name of whoever did it. */
  public get actor() {
    return this.getStringAttribute('actor');
  }

  /** What kind of credential did it. */
  public get actorKind() {
    return this.getStringAttribute('actor_kind');
  }

  /** When it was made. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** How long a ban lasts; null until it is lifted. */
  public get forSeconds() {
    return this.getNumberAttribute('for_seconds');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** How much ended; `credential` is what let agents in. */
  public get level() {
    return this.getStringAttribute('level');
  }

  /** When it was lifted. */
  public get liftedAt() {
    return this.getStringAttribute('lifted_at');
  }

  /** Its place among all: tokens that were issued when it was known are not ended by it. */
  public get number() {
    return this.getNumberAttribute('number');
  }

  /** Why. */
  public get reason() {
    return this.getStringAttribute('reason');
  }

  /** From when on. */
  public get startsAt() {
    return this.getStringAttribute('starts_at');
  }

  /** Whether it still matters; `past`: nothing that it ended could be alive. */
  public get status() {
    return this.getStringAttribute('status');
  }

  /** What ended. */
  public get target() {
    return this.getStringAttribute('target');
  }

  /** Slug of the tenant whose it is; null is the platform's. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }

  /** From when on nothing that it ended could be alive; of a ban its end. Null until it is lifted. */
  public get until() {
    return this.getStringAttribute('until');
  }

  /** How it ended. */
  public get verb() {
    return this.getStringAttribute('verb');
  }
}

export class DataReeveRevocationsRevocationsList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveRevocationsRevocationsOutputReference {
    return new DataReeveRevocationsRevocationsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_revocations`
*/
export class DataReeveRevocations extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_revocations";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveRevocations resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveRevocations to import
  * @param importFromId The id of the existing DataReeveRevocations that should be imported
  * @param provider? Optional instance of the provider where the DataReeveRevocations to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_revocations", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_revocations` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveRevocationsConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveRevocationsConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_revocations',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._level = config.level;
    this._status = config.status;
    this._tenant = config.tenant;
    this._verb = config.verb;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _level?: string | undefined;
  /** Only those at this level. */
  public get level() {
    return this.getStringAttribute('level');
  }
  public set level(value: string) {
    this._level = value;
  }
  public resetLevel() {
    this._level = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get levelInput() {
    return this._level;
  }

  private _revocations = new DataReeveRevocationsRevocationsList(this, "revocations", false);
  /** All that were found, in the order in which the broker lists them. */
  public get revocations() {
    return this._revocations;
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

  private _verb?: string | undefined;
  /** Only those that did this. */
  public get verb() {
    return this.getStringAttribute('verb');
  }
  public set verb(value: string) {
    this._verb = value;
  }
  public resetVerb() {
    this._verb = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get verbInput() {
    return this._verb;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      level: cdktf.stringToTerraform(this._level),
      status: cdktf.stringToTerraform(this._status),
      tenant: cdktf.stringToTerraform(this._tenant),
      verb: cdktf.stringToTerraform(this._verb),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      level: {
        value: cdktf.stringToHclTerraform(this._level),
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
      verb: {
        value: cdktf.stringToHclTerraform(this._verb),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
