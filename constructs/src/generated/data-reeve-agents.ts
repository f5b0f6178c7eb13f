// Data source reeve_agents, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveAgentsConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only those of which this was decided.
  */
  readonly admission?: string | undefined;
  /**
  * The app's name or id.
  */
  readonly app?: string | undefined;
  /**
  * Only those in this state.
  */
  readonly liveness?: string | undefined;
  /**
  * Only those in this pool (name).
  */
  readonly pool?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant?: string | undefined;
}
export interface DataReeveAgentsAgentsDrift {
}

export function dataReeveAgentsAgentsDriftToTerraform(struct?: DataReeveAgentsAgentsDrift): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveAgentsAgentsDriftToHclTerraform(struct?: DataReeveAgentsAgentsDrift): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveAgentsAgentsDriftOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveAgentsAgentsDrift | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveAgentsAgentsDrift | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  public get declared() {
    return cdktf.Fn.tolist(this.getListAttribute('declared'));
  }

  public get property() {
    return this.getStringAttribute('property');
  }

  public get reported() {
    return cdktf.Fn.tolist(this.getListAttribute('reported'));
  }
}

export class DataReeveAgentsAgentsDriftList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveAgentsAgentsDriftOutputReference {
    return new DataReeveAgentsAgentsDriftOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface DataReeveAgentsAgentsFacts {
}

export function dataReeveAgentsAgentsFactsToTerraform(struct?: DataReeveAgentsAgentsFacts): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveAgentsAgentsFactsToHclTerraform(struct?: DataReeveAgentsAgentsFacts): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveAgentsAgentsFactsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataReeveAgentsAgentsFacts | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveAgentsAgentsFacts | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  public get address() {
    return this.getStringAttribute('address');
  }

  public get certificateCn() {
    return this.getStringAttribute('certificate_cn');
  }

  public get certificateIssuer() {
    return this.getStringAttribute('certificate_issuer');
  }

  public get certificateSans() {
    return this.getListAttribute('certificate_sans');
  }

  public get certificateSha256() {
    return this.getStringAttribute('certificate_sha256');
  }

  public get key() {
    return this.getStringAttribute('key');
  }

  public get namespace() {
    return this.getStringAttribute('namespace');
  }

  public get nodeAttribute() {
    return this.getStringAttribute('node');
  }

  public get pod() {
    return this.getStringAttribute('pod');
  }

  public get serviceAccount() {
    return this.getStringAttribute('service_account');
  }

  public get tokenPrefix() {
    return this.getStringAttribute('token_prefix');
  }
}
export interface DataReeveAgentsAgents {
}

export function dataReeveAgentsAgentsToTerraform(struct?: DataReeveAgentsAgents): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveAgentsAgentsToHclTerraform(struct?: DataReeveAgentsAgents): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveAgentsAgentsOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveAgentsAgents | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveAgentsAgents | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** How many jobs it holds now. */
  public get activeJobs() {
    return this.getNumberAttribute('active_jobs');
  }

  /** Whether it may work. A draining one ends what it holds and gets nothing new; `active_jobs` tells how far it is. A banned one does not come in again either. */
  public get administration() {
    return this.getStringAttribute('administration');
  }

  /** Whether it was let in. */
  public get admission() {
    return this.getStringAttribute('admission');
  }

  /** Why it was let in - `manual` (a person), `namespace`, `api_key`, `service_account`, `certificate` or `token`; null when it was not, or by an older broker. */
  public get approvalMethod() {
    return this.getStringAttribute('approval_method');
  }

  /** What it can do - declared at its enrolment and reported by its session. */
  public get capabilities() {
    return cdktf.Fn.tolist(this.getListAttribute('capabilities'));
  }

  /** When it first enrolled. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  private _drift = new DataReeveAgentsAgentsDriftList(this, "drift", false);
  /** Where its session reports something else than it declared at its enrolment. */
  public get drift() {
    return this._drift;
  }

  /** When that proof was looked at. */
  public get enrolledAt() {
    return this.getStringAttribute('enrolled_at');
  }

  private _facts = new DataReeveAgentsAgentsFactsOutputReference(this, "facts");
  /** What that proof established. */
  public get facts() {
    return this._facts;
  }

  /** Made by the broker at the first enrolment (UUIDv7); survives restarts. */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** What else may choose it - declared and reported. */
  public get labels() {
    return cdktf.Fn.tolist(this.getListAttribute('labels'));
  }

  /** When it last renewed its presence. */
  public get lastSeenAt() {
    return this.getStringAttribute('last_seen_at');
  }

  /** Whether it renews its presence. */
  public get liveness() {
    return this.getStringAttribute('liveness');
  }

  /** How many jobs it runs at once. */
  public get maxConcurrent() {
    return this.getNumberAttribute('max_concurrent');
  }

  /** How it proved last who it is; null when it never did. */
  public get method() {
    return this.getStringAttribute('method');
  }

  /** What it calls itself. */
  public get name() {
    return this.getStringAttribute('name');
  }

  /** Name of the pool it joined; null for its tenant's own (dedicated) agents. */
  public get pool() {
    return this.getStringAttribute('pool');
  }

  /** Its own Ed25519 key (32 bytes as base64); null when it has none. */
  public get publicKey() {
    return this.getStringAttribute('public_key');
  }

  /** Where it is; null when it names none or names another than at its enrolment. */
  public get region() {
    return this.getStringAttribute('region');
  }

  /** Whether it was registered ahead of its first enrolment. */
  public get registered() {
    return this.getBooleanAttribute('registered');
  }

  /** Slug of its owner; `system` for the platform's. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }

  /** What it has installed - declared and reported. */
  public get tools() {
    return cdktf.Fn.tolist(this.getListAttribute('tools'));
  }

  /** Job types it has a handler for; it is given no others. */
  public get types() {
    return cdktf.Fn.tolist(this.getListAttribute('types'));
  }

  /** What it said its version is. */
  public get version() {
    return this.getStringAttribute('version');
  }

  /** Category of worker; must match a tenant's. */
  public get workerType() {
    return this.getStringAttribute('worker_type');
  }
}

export class DataReeveAgentsAgentsList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveAgentsAgentsOutputReference {
    return new DataReeveAgentsAgentsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_agents`
*/
export class DataReeveAgents extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_agents";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveAgents resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveAgents to import
  * @param importFromId The id of the existing DataReeveAgents that should be imported
  * @param provider? Optional instance of the provider where the DataReeveAgents to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_agents", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_agents` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveAgentsConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveAgentsConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_agents',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._admission = config.admission;
    this._app = config.app;
    this._liveness = config.liveness;
    this._pool = config.pool;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _admission?: string | undefined;
  /** Only those of which this was decided. */
  public get admission() {
    return this.getStringAttribute('admission');
  }
  public set admission(value: string) {
    this._admission = value;
  }
  public resetAdmission() {
    this._admission = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get admissionInput() {
    return this._admission;
  }

  private _agents = new DataReeveAgentsAgentsList(this, "agents", false);
  /** All that were found, in the order in which the broker lists them. */
  public get agents() {
    return this._agents;
  }

  private _app?: string | undefined;
  /** The app's name or id. */
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

  private _liveness?: string | undefined;
  /** Only those in this state. */
  public get liveness() {
    return this.getStringAttribute('liveness');
  }
  public set liveness(value: string) {
    this._liveness = value;
  }
  public resetLiveness() {
    this._liveness = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get livenessInput() {
    return this._liveness;
  }

  private _pool?: string | undefined;
  /** Only those in this pool (name). */
  public get pool() {
    return this.getStringAttribute('pool');
  }
  public set pool(value: string) {
    this._pool = value;
  }
  public resetPool() {
    this._pool = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get poolInput() {
    return this._pool;
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
      admission: cdktf.stringToTerraform(this._admission),
      app: cdktf.stringToTerraform(this._app),
      liveness: cdktf.stringToTerraform(this._liveness),
      pool: cdktf.stringToTerraform(this._pool),
      tenant: cdktf.stringToTerraform(this._tenant),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      admission: {
        value: cdktf.stringToHclTerraform(this._admission),
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
      liveness: {
        value: cdktf.stringToHclTerraform(this._liveness),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      pool: {
        value: cdktf.stringToHclTerraform(this._pool),
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
