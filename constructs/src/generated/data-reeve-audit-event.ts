// Data source reeve_audit_event, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveAuditEventConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker (UUIDv7).
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
}

/**
* Represents a `reeve_audit_event`
*/
export class DataReeveAuditEvent extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_audit_event";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveAuditEvent resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveAuditEvent to import
  * @param importFromId The id of the existing DataReeveAuditEvent that should be imported
  * @param provider? Optional instance of the provider where the DataReeveAuditEvent to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_audit_event", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_audit_event` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveAuditEventConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveAuditEventConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_audit_event',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._id = config.id;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** Id of the token, the agent or the app; null when nobody proved who they were. */
  public get actorId() {
    return this.getStringAttribute('actor_id');
  }

  /** Who acted: operator, tenant, agent, app or anonymous. */
  public get actorKind() {
    return this.getStringAttribute('actor_kind');
  }

  /** What that one is called. */
  public get actorName() {
    return this.getStringAttribute('actor_name');
  }

  /** The agent it concerns. */
  public get agentId() {
    return this.getStringAttribute('agent_id');
  }

  /** The app it concerns. */
  public get appId() {
    return this.getStringAttribute('app_id');
  }

  /** When. */
  public get at() {
    return this.getStringAttribute('at');
  }

  /** Why it was refused. */
  public get detail() {
    return this.getStringAttribute('detail');
  }

  private _extra = new cdktf.StringMap(this, "extra");
  /** What else was remembered. */
  public get extra() {
    return this._extra;
  }

  /** Hash of this event and the one before (64 hex digits). */
  public get hash() {
    return this.getStringAttribute('hash');
  }

  private _id?: string | undefined;
  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }
  public set id(value: string) {
    this._id = value;
  }
  public resetId() {
    this._id = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get idInput() {
    return this._id;
  }

  /** What was asked for (operationId), or the kind of security event. */
  public get operation() {
    return this.getStringAttribute('operation');
  }

  /** Hash of the event before (64 hex digits; zeros for the first). */
  public get prevHash() {
    return this.getStringAttribute('prev_hash');
  }

  /** The request's id, as in the broker's log. */
  public get requestId() {
    return this.getStringAttribute('request_id');
  }

  /** What came of it. */
  public get result() {
    return this.getStringAttribute('result');
  }

  /** Its place in the chain, from 1; null until it is sealed, within a second. */
  public get sequence() {
    return this.getNumberAttribute('sequence');
  }

  /** SPIFFE id of that agent. */
  public get subject() {
    return this.getStringAttribute('subject');
  }

  /** Path of what it was done to. */
  public get target() {
    return this.getStringAttribute('target');
  }

  /** The task of an orchestration it concerns. */
  public get taskId() {
    return this.getStringAttribute('task_id');
  }

  /** The tenant it concerns; null is the platform. */
  public get tenantId() {
    return this.getStringAttribute('tenant_id');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      id: {
        value: cdktf.stringToHclTerraform(this._id),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
