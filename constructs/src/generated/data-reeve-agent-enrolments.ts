// Data source reeve_agent_enrolments, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveAgentEnrolmentsConfig extends cdktf.TerraformMetaArguments {
  /**
  * The agent's id.
  */
  readonly agent: string;
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
}
export interface DataReeveAgentEnrolmentsAgentEnrolmentsFacts {
}

export function dataReeveAgentEnrolmentsAgentEnrolmentsFactsToTerraform(struct?: DataReeveAgentEnrolmentsAgentEnrolmentsFacts): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveAgentEnrolmentsAgentEnrolmentsFactsToHclTerraform(struct?: DataReeveAgentEnrolmentsAgentEnrolmentsFacts): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveAgentEnrolmentsAgentEnrolmentsFactsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): DataReeveAgentEnrolmentsAgentEnrolmentsFacts | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveAgentEnrolmentsAgentEnrolmentsFacts | undefined) {
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
export interface DataReeveAgentEnrolmentsAgentEnrolments {
}

export function dataReeveAgentEnrolmentsAgentEnrolmentsToTerraform(struct?: DataReeveAgentEnrolmentsAgentEnrolments): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveAgentEnrolmentsAgentEnrolmentsToHclTerraform(struct?: DataReeveAgentEnrolmentsAgentEnrolments): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveAgentEnrolmentsAgentEnrolmentsOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveAgentEnrolmentsAgentEnrolments | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveAgentEnrolmentsAgentEnrolments | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** Why it was let in. */
  public get approvalMethod() {
    return this.getStringAttribute('approval_method');
  }

  /** When its proof was looked at. */
  public get beganAt() {
    return this.getStringAttribute('began_at');
  }

  /** Id of that. */
  public get credential() {
    return this.getStringAttribute('credential');
  }

  /** What kind of thing vouched for it. */
  public get credentialKind() {
    return this.getStringAttribute('credential_kind');
  }

  /** When it was ended. */
  public get endedAt() {
    return this.getStringAttribute('ended_at');
  }

  /** When it ends by itself. */
  public get endsAt() {
    return this.getStringAttribute('ends_at');
  }

  private _facts = new DataReeveAgentEnrolmentsAgentEnrolmentsFactsOutputReference(this, "facts");
  /** What a proof established. What does not belong to its method is absent. */
  public get facts() {
    return this._facts;
  }

  /** Its id; the `sid` of its tokens. */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** How the agent proved who it is. */
  public get method() {
    return this.getStringAttribute('method');
  }

  /** The policy that decided; null: a person, or nothing yet. */
  public get policy() {
    return this.getStringAttribute('policy');
  }

  /** How often its token was renewed. */
  public get renewals() {
    return this.getNumberAttribute('renewals');
  }

  /** Which of its rules, from 0. */
  public get rule() {
    return this.getNumberAttribute('rule');
  }

  /** What its tokens allow. */
  public get scope() {
    return this.getListAttribute('scope');
  }

  /** What became of it. */
  public get state() {
    return this.getStringAttribute('state');
  }

  /** SPIFFE id. */
  public get subject() {
    return this.getStringAttribute('subject');
  }
}

export class DataReeveAgentEnrolmentsAgentEnrolmentsList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveAgentEnrolmentsAgentEnrolmentsOutputReference {
    return new DataReeveAgentEnrolmentsAgentEnrolmentsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_agent_enrolments`
*/
export class DataReeveAgentEnrolments extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_agent_enrolments";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveAgentEnrolments resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveAgentEnrolments to import
  * @param importFromId The id of the existing DataReeveAgentEnrolments that should be imported
  * @param provider? Optional instance of the provider where the DataReeveAgentEnrolments to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_agent_enrolments", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_agent_enrolments` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveAgentEnrolmentsConfig
  */
  public constructor(scope: Construct, id: string, config: DataReeveAgentEnrolmentsConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_agent_enrolments',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._agent = config.agent;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _agent?: string | undefined;
  /** The agent's id. */
  public get agent() {
    return this.getStringAttribute('agent');
  }
  public set agent(value: string) {
    this._agent = value;
  }
  // Temporarily expose input value. Use with caution.
  public get agentInput() {
    return this._agent;
  }

  private _agentEnrolments = new DataReeveAgentEnrolmentsAgentEnrolmentsList(this, "agent_enrolments", false);
  /** All that were found, in the order in which the broker lists them. */
  public get agentEnrolments() {
    return this._agentEnrolments;
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

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      agent: cdktf.stringToTerraform(this._agent),
      tenant: cdktf.stringToTerraform(this._tenant),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      agent: {
        value: cdktf.stringToHclTerraform(this._agent),
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
