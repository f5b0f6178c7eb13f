// Data source reeve_approval_policy, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveApprovalPolicyConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker (UUIDv7).
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
  /**
  * Unique name of the policy; cannot change.
  */
  readonly name?: string | undefined;
}
export interface DataReeveApprovalPolicyRules {
}

export function dataReeveApprovalPolicyRulesToTerraform(struct?: DataReeveApprovalPolicyRules): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
  }
}


export function dataReeveApprovalPolicyRulesToHclTerraform(struct?: DataReeveApprovalPolicyRules): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
  };
  return attrs;
}

export class DataReeveApprovalPolicyRulesOutputReference extends cdktf.ComplexObject {
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

  public get internalValue(): DataReeveApprovalPolicyRules | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: DataReeveApprovalPolicyRules | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
    }
  }

  /** What becomes of the agent; `pending` leaves it to a person. */
  public get action() {
    return this.getStringAttribute('action');
  }

  /** Common names of its client certificate. */
  public get certificateCns() {
    return cdktf.Fn.tolist(this.getListAttribute('certificate_cns'));
  }

  /** Alternative names of its client certificate, such as `rack-7.example.com` or `URI:spiffe://…`; of a DNS name `*.` at the beginning stands for one label. */
  public get certificateSans() {
    return cdktf.Fn.tolist(this.getListAttribute('certificate_sans'));
  }

  /** Name of the pool it joins, where its proof names none (`service_account`, `certificate`); null is none. */
  public get joinPool() {
    return this.getStringAttribute('join_pool');
  }

  /** Slug of the tenant it joins, where its proof names none (`service_account`, `certificate`); null is `system`. */
  public get joinTenant() {
    return this.getStringAttribute('join_tenant');
  }

  /** How it proved who it is - one of these ways. */
  public get methods() {
    return cdktf.Fn.tolist(this.getListAttribute('methods'));
  }

  /** Its name; `*` stands for any characters and `?` for one. The agent names itself, so this narrows a rule and proves nothing. */
  public get namePattern() {
    return this.getStringAttribute('name_pattern');
  }

  /** Kubernetes namespaces, as the cluster says of its service account; what the agent says does not count. */
  public get namespaces() {
    return cdktf.Fn.tolist(this.getListAttribute('namespaces'));
  }

  /** Names; the pool that its proof names must be one of them. */
  public get pools() {
    return cdktf.Fn.tolist(this.getListAttribute('pools'));
  }

  /** Regions. The agent names its own, so this narrows a rule and proves nothing. */
  public get regions() {
    return cdktf.Fn.tolist(this.getListAttribute('regions'));
  }

  /** Service accounts as `namespace/name`. */
  public get serviceAccounts() {
    return cdktf.Fn.tolist(this.getListAttribute('service_accounts'));
  }

  /** Slugs; the tenant that its proof names must be one of them. A proof that names none counts as `system`. */
  public get tenants() {
    return cdktf.Fn.tolist(this.getListAttribute('tenants'));
  }
}

export class DataReeveApprovalPolicyRulesList extends cdktf.ComplexList {

  /**
  * @param index the index of the item to return
  */
  public get(index: number): DataReeveApprovalPolicyRulesOutputReference {
    return new DataReeveApprovalPolicyRulesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_approval_policy`
*/
export class DataReeveApprovalPolicy extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_approval_policy";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveApprovalPolicy resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveApprovalPolicy to import
  * @param importFromId The id of the existing DataReeveApprovalPolicy that should be imported
  * @param provider? Optional instance of the provider where the DataReeveApprovalPolicy to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_approval_policy", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_approval_policy` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveApprovalPolicyConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveApprovalPolicyConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_approval_policy',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._id = config.id;
    this._name = config.name;
  }

  // ==========
  // ATTRIBUTES
  // ==========

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

  private _name?: string | undefined;
  /** Unique name of the policy; cannot change. */
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  public resetName() {
    this._name = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  /** Policies are asked from the lowest order to the highest, those of one order by name. `default` has 1000, the broker's settings 0. */
  public get order() {
    return this.getNumberAttribute('order');
  }

  private _rules = new DataReeveApprovalPolicyRulesList(this, "rules", false);
  /** The first rule that fits decides. */
  public get rules() {
    return this._rules;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
      name: cdktf.stringToTerraform(this._name),
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
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
