// Data source reeve_agent, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveAgentConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker at the first enrolment (UUIDv7); survives restarts.
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
}
export interface DataReeveAgentDrift {
}

export function dataReeveAgentDriftToTerraform(struct?: DataReeveAgentDrift): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveAgentDriftToHclTerraform(struct?: DataReeveAgentDrift): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveAgentDriftOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveAgentDrift | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveAgentDrift | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** Declared and not reported. */
  public get declared() {
    return cdktf.Fn.tolist(this.getListAttribute('declared'));
  }

  /** What differs. */
  public get property() {
    return this.getStringAttribute('property');
  }

  /** Reported and not declared. */
  public get reported() {
    return cdktf.Fn.tolist(this.getListAttribute('reported'));
  }
}

export class DataReeveAgentDriftList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveAgentDriftOutputReference {
    return new DataReeveAgentDriftOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface DataReeveAgentFacts {
}

export function dataReeveAgentFactsToTerraform(struct?: DataReeveAgentFacts): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveAgentFactsToHclTerraform(struct?: DataReeveAgentFacts): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveAgentFactsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataReeveAgentFacts | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveAgentFacts | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** Network address that it came from. */
  public get address() {
    return this.getStringAttribute('address');
  }

  /** Common name of its client certificate. */
  public get certificateCn() {
    return this.getStringAttribute('certificate_cn');
  }

  /** Who signed that. */
  public get certificateIssuer() {
    return this.getStringAttribute('certificate_issuer');
  }

  /** Alternative names of that. */
  public get certificateSans() {
    return this.getListAttribute('certificate_sans');
  }

  /** Fingerprint of that. */
  public get certificateSha256() {
    return this.getStringAttribute('certificate_sha256');
  }

  /** Name or id of the key it showed. */
  public get key() {
    return this.getStringAttribute('key');
  }

  /** Kubernetes namespace of its service account. */
  public get namespace() {
    return this.getStringAttribute('namespace');
  }

  /** Node of that pod. */
  public get nodeAttribute() {
    return this.getStringAttribute('node');
  }

  /** Pod that the token is bound to. */
  public get pod() {
    return this.getStringAttribute('pod');
  }

  /** Name of that. */
  public get serviceAccount() {
    return this.getStringAttribute('service_account');
  }

  /** Public part of the bootstrap token it showed. */
  public get tokenPrefix() {
    return this.getStringAttribute('token_prefix');
  }
}

/**
* Represents a `reeve_agent`
*/
export class DataReeveAgent extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_agent";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveAgent resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveAgent to import
  * @param importFromId The id of the existing DataReeveAgent that should be imported
  * @param provider? Optional instance of the provider where the DataReeveAgent to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_agent", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_agent` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveAgentConfig
  */
  public constructor(scope: Construct, id: string, config: DataReeveAgentConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_agent',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._id = config.id;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

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

  private _drift = new DataReeveAgentDriftList(this, "drift", false);
  /** Where its session reports something else than it declared at its enrolment. */
  public get drift() {
    return this._drift;
  }

  /** When that proof was looked at. */
  public get enrolledAt() {
    return this.getStringAttribute('enrolled_at');
  }

  private _facts = new DataReeveAgentFactsOutputReference(this, "facts");
  /** What that proof established. */
  public get facts() {
    return this._facts;
  }

  private _id?: string | undefined;
  /** Made by the broker at the first enrolment (UUIDv7); survives restarts. */
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

  private _tenant?: string | undefined;
  /** The tenant's slug or id. */
  public get tenant() {
    return this.getStringAttribute('tenant');
  }
  public set tenant(value: string) {
    this._tenant = value;
  }
  // Temporarily expose input value. Use with caution.
  public get tenantInput() {
    return this._tenant;
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

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
      tenant: cdktf.stringToTerraform(this._tenant),
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
