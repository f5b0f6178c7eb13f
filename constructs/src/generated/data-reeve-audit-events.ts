// Data source reeve_audit_events, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveAuditEventsConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only what this one did (name or id of a token, an agent or an app).
  */
  readonly actor?: string | undefined;
  /**
  * Only what concerns this agent (id or SPIFFE id).
  */
  readonly agent?: string | undefined;
  /**
  * Only what concerns this app (id).
  */
  readonly app?: string | undefined;
  /**
  * Only those of this kind: an operationId, or a security event such as `security.token.invalid`.
  */
  readonly operation?: string | undefined;
  /**
  * Which come first.
  */
  readonly order?: string | undefined;
  /**
  * Only what was done, or only what was refused.
  */
  readonly result?: string | undefined;
  /**
  * Only from this time on (RFC 3339).
  */
  readonly since?: string | undefined;
  /**
  * Only what concerns this task of an orchestration.
  */
  readonly taskId?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant?: string | undefined;
  /**
  * Only before this time (RFC 3339).
  */
  readonly until?: string | undefined;
}
export interface DataReeveAuditEventsAuditEvents {
}

export function dataReeveAuditEventsAuditEventsToTerraform(struct?: DataReeveAuditEventsAuditEvents): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveAuditEventsAuditEventsToHclTerraform(struct?: DataReeveAuditEventsAuditEvents): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveAuditEventsAuditEventsOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveAuditEventsAuditEvents | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveAuditEventsAuditEvents | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

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

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
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
}

export class DataReeveAuditEventsAuditEventsList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveAuditEventsAuditEventsOutputReference {
    return new DataReeveAuditEventsAuditEventsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_audit_events`
*/
export class DataReeveAuditEvents extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_audit_events";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveAuditEvents resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveAuditEvents to import
  * @param importFromId The id of the existing DataReeveAuditEvents that should be imported
  * @param provider? Optional instance of the provider where the DataReeveAuditEvents to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_audit_events", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_audit_events` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveAuditEventsConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveAuditEventsConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_audit_events',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._actor = config.actor;
    this._agent = config.agent;
    this._app = config.app;
    this._operation = config.operation;
    this._order = config.order;
    this._result = config.result;
    this._since = config.since;
    this._taskId = config.taskId;
    this._tenant = config.tenant;
    this._until = config.until;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _actor?: string | undefined;
  /** Only what this one did (name or id of a token, an agent or an app). */
  public get actor() {
    return this.getStringAttribute('actor');
  }
  public set actor(value: string) {
    this._actor = value;
  }
  public resetActor() {
    this._actor = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get actorInput() {
    return this._actor;
  }

  private _agent?: string | undefined;
  /** Only what concerns this agent (id or SPIFFE id). */
  public get agent() {
    return this.getStringAttribute('agent');
  }
  public set agent(value: string) {
    this._agent = value;
  }
  public resetAgent() {
    this._agent = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get agentInput() {
    return this._agent;
  }

  private _app?: string | undefined;
  /** Only what concerns this app (id). */
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

  private _auditEvents = new DataReeveAuditEventsAuditEventsList(this, "audit_events", false);
  /** All that were found, in the order in which the broker lists them. */
  public get auditEvents() {
    return this._auditEvents;
  }

  private _operation?: string | undefined;
  /** Only those of this kind: an operationId, or a security event such as `security.token.invalid`. */
  public get operation() {
    return this.getStringAttribute('operation');
  }
  public set operation(value: string) {
    this._operation = value;
  }
  public resetOperation() {
    this._operation = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get operationInput() {
    return this._operation;
  }

  private _order?: string | undefined;
  /** Which come first. */
  public get order() {
    return this.getStringAttribute('order');
  }
  public set order(value: string) {
    this._order = value;
  }
  public resetOrder() {
    this._order = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get orderInput() {
    return this._order;
  }

  private _result?: string | undefined;
  /** Only what was done, or only what was refused. */
  public get result() {
    return this.getStringAttribute('result');
  }
  public set result(value: string) {
    this._result = value;
  }
  public resetResult() {
    this._result = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get resultInput() {
    return this._result;
  }

  private _since?: string | undefined;
  /** Only from this time on (RFC 3339). */
  public get since() {
    return this.getStringAttribute('since');
  }
  public set since(value: string) {
    this._since = value;
  }
  public resetSince() {
    this._since = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sinceInput() {
    return this._since;
  }

  private _taskId?: string | undefined;
  /** Only what concerns this task of an orchestration. */
  public get taskId() {
    return this.getStringAttribute('task_id');
  }
  public set taskId(value: string) {
    this._taskId = value;
  }
  public resetTaskId() {
    this._taskId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get taskIdInput() {
    return this._taskId;
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

  private _until?: string | undefined;
  /** Only before this time (RFC 3339). */
  public get until() {
    return this.getStringAttribute('until');
  }
  public set until(value: string) {
    this._until = value;
  }
  public resetUntil() {
    this._until = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get untilInput() {
    return this._until;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      actor: cdktf.stringToTerraform(this._actor),
      agent: cdktf.stringToTerraform(this._agent),
      app: cdktf.stringToTerraform(this._app),
      operation: cdktf.stringToTerraform(this._operation),
      order: cdktf.stringToTerraform(this._order),
      result: cdktf.stringToTerraform(this._result),
      since: cdktf.stringToTerraform(this._since),
      task_id: cdktf.stringToTerraform(this._taskId),
      tenant: cdktf.stringToTerraform(this._tenant),
      until: cdktf.stringToTerraform(this._until),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      actor: {
        value: cdktf.stringToHclTerraform(this._actor),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      agent: {
        value: cdktf.stringToHclTerraform(this._agent),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      app: {
        value: cdktf.stringToHclTerraform(this._app),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      operation: {
        value: cdktf.stringToHclTerraform(this._operation),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      order: {
        value: cdktf.stringToHclTerraform(this._order),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      result: {
        value: cdktf.stringToHclTerraform(this._result),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      since: {
        value: cdktf.stringToHclTerraform(this._since),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      task_id: {
        value: cdktf.stringToHclTerraform(this._taskId),
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
      until: {
        value: cdktf.stringToHclTerraform(this._until),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
