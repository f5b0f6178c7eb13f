// Data source reeve_audit_checkpoints, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveAuditCheckpointsConfig extends cdktf.TerraformMetaArguments {
}
export interface DataReeveAuditCheckpointsAuditCheckpoints {
}

export function dataReeveAuditCheckpointsAuditCheckpointsToTerraform(struct?: DataReeveAuditCheckpointsAuditCheckpoints): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveAuditCheckpointsAuditCheckpointsToHclTerraform(struct?: DataReeveAuditCheckpointsAuditCheckpoints): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveAuditCheckpointsAuditCheckpointsOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveAuditCheckpointsAuditCheckpoints | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveAuditCheckpointsAuditCheckpoints | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** When it was signed. */
  public get at() {
    return this.getStringAttribute('at');
  }

  /** That event's hash (64 hex digits). */
  public get hash() {
    return this.getStringAttribute('hash');
  }

  /** The key that signed. */
  public get kid() {
    return this.getStringAttribute('kid');
  }

  /** The event up to which it goes. */
  public get sequence() {
    return this.getNumberAttribute('sequence');
  }

  /** What was signed (compact JWS). */
  public get statement() {
    return this.getStringAttribute('statement');
  }
}

export class DataReeveAuditCheckpointsAuditCheckpointsList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveAuditCheckpointsAuditCheckpointsOutputReference {
    return new DataReeveAuditCheckpointsAuditCheckpointsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_audit_checkpoints`
*/
export class DataReeveAuditCheckpoints extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_audit_checkpoints";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveAuditCheckpoints resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveAuditCheckpoints to import
  * @param importFromId The id of the existing DataReeveAuditCheckpoints that should be imported
  * @param provider? Optional instance of the provider where the DataReeveAuditCheckpoints to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_audit_checkpoints", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_audit_checkpoints` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveAuditCheckpointsConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveAuditCheckpointsConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_audit_checkpoints',
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

  private _auditCheckpoints = new DataReeveAuditCheckpointsAuditCheckpointsList(this, "audit_checkpoints", false);
  /** All that were found, in the order in which the broker lists them. */
  public get auditCheckpoints() {
    return this._auditCheckpoints;
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
