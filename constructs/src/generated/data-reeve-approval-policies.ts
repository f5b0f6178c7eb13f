// Data source reeve_approval_policies, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveApprovalPoliciesConfig extends cdktf.TerraformMetaArguments {
  /**
  * Only policies that are asked, or only others.
  */
  readonly enabled?: boolean | cdktf.IResolvable | undefined;
}
export interface DataReeveApprovalPoliciesApprovalPoliciesRules {
}

export function dataReeveApprovalPoliciesApprovalPoliciesRulesToTerraform(struct?: DataReeveApprovalPoliciesApprovalPoliciesRules): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveApprovalPoliciesApprovalPoliciesRulesToHclTerraform(struct?: DataReeveApprovalPoliciesApprovalPoliciesRules): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveApprovalPoliciesApprovalPoliciesRulesOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveApprovalPoliciesApprovalPoliciesRules | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveApprovalPoliciesApprovalPoliciesRules | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  public get action() {
    return this.getStringAttribute('action');
  }

  public get certificateCns() {
    return cdktf.Fn.tolist(this.getListAttribute('certificate_cns'));
  }

  public get certificateSans() {
    return cdktf.Fn.tolist(this.getListAttribute('certificate_sans'));
  }

  public get joinPool() {
    return this.getStringAttribute('join_pool');
  }

  public get joinTenant() {
    return this.getStringAttribute('join_tenant');
  }

  public get methods() {
    return cdktf.Fn.tolist(this.getListAttribute('methods'));
  }

  public get namePattern() {
    return this.getStringAttribute('name_pattern');
  }

  public get namespaces() {
    return cdktf.Fn.tolist(this.getListAttribute('namespaces'));
  }

  public get pools() {
    return cdktf.Fn.tolist(this.getListAttribute('pools'));
  }

  public get regions() {
    return cdktf.Fn.tolist(this.getListAttribute('regions'));
  }

  public get serviceAccounts() {
    return cdktf.Fn.tolist(this.getListAttribute('service_accounts'));
  }

  public get tenants() {
    return cdktf.Fn.tolist(this.getListAttribute('tenants'));
  }
}

export class DataReeveApprovalPoliciesApprovalPoliciesRulesList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveApprovalPoliciesApprovalPoliciesRulesOutputReference {
    return new DataReeveApprovalPoliciesApprovalPoliciesRulesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface DataReeveApprovalPoliciesApprovalPolicies {
}

export function dataReeveApprovalPoliciesApprovalPoliciesToTerraform(struct?: DataReeveApprovalPoliciesApprovalPolicies): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveApprovalPoliciesApprovalPoliciesToHclTerraform(struct?: DataReeveApprovalPoliciesApprovalPolicies): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveApprovalPoliciesApprovalPoliciesOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveApprovalPoliciesApprovalPolicies | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveApprovalPoliciesApprovalPolicies | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** Whether it stands for the broker's own settings (`REEVE_AUTO_APPROVE_…`) and cannot change. */
  public get builtIn() {
    return this.getBooleanAttribute('built_in');
  }

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** What the policy is for. */
  public get description() {
    return this.getStringAttribute('description');
  }

  /** Whether it is asked at all. */
  public get enabled() {
    return this.getBooleanAttribute('enabled');
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** Unique name of the policy; cannot change. */
  public get name() {
    return this.getStringAttribute('name');
  }

  /** Policies are asked from the lowest order to the highest, those of one order by name. `default` has 1000, the broker's settings 0. */
  public get order() {
    return this.getNumberAttribute('order');
  }

  private _rules = new DataReeveApprovalPoliciesApprovalPoliciesRulesList(this, "rules", false);
  /** The first rule that fits decides. */
  public get rules() {
    return this._rules;
  }
}

export class DataReeveApprovalPoliciesApprovalPoliciesList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveApprovalPoliciesApprovalPoliciesOutputReference {
    return new DataReeveApprovalPoliciesApprovalPoliciesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_approval_policies`
*/
export class DataReeveApprovalPolicies extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_approval_policies";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveApprovalPolicies resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveApprovalPolicies to import
  * @param importFromId The id of the existing DataReeveApprovalPolicies that should be imported
  * @param provider? Optional instance of the provider where the DataReeveApprovalPolicies to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_approval_policies", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_approval_policies` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveApprovalPoliciesConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveApprovalPoliciesConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_approval_policies',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._enabled = config.enabled;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _approvalPolicies = new DataReeveApprovalPoliciesApprovalPoliciesList(this, "approval_policies", false);
  /** All that were found, in the order in which the broker lists them. */
  public get approvalPolicies() {
    return this._approvalPolicies;
  }

  private _enabled?: boolean | cdktf.IResolvable | undefined;
  /** Only policies that are asked, or only others. */
  public get enabled() {
    return this.getBooleanAttribute('enabled');
  }
  public set enabled(value: boolean | cdktf.IResolvable) {
    this._enabled = value;
  }
  public resetEnabled() {
    this._enabled = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get enabledInput() {
    return this._enabled;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      enabled: cdktf.booleanToTerraform(this._enabled),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      enabled: {
        value: cdktf.booleanToHclTerraform(this._enabled),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
