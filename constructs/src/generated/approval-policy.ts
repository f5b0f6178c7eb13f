// Resource reeve_approval_policy, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface ApprovalPolicyConfig extends cdktf.TerraformMetaArguments {
  /**
  * What the policy is for.
  */
  readonly description?: string | undefined;
  /**
  * Whether it is asked at all.
  */
  readonly enabled?: boolean | cdktf.IResolvable | undefined;
  /**
  * Unique name of the policy; cannot change.
  */
  readonly name: string;
  /**
  * Policies are asked from the lowest order to the highest, those of one order by name. `default` has 1000, the broker's settings 0.
  */
  readonly order?: number | undefined;
  /**
  * The first rule that fits decides.
  */
  readonly rules: ApprovalPolicyRules[] | cdktf.IResolvable;
}
export interface ApprovalPolicyRules {
  /**
  * What becomes of the agent; `pending` leaves it to a person.
  */
  readonly action: string;
  /**
  * Common names of its client certificate.
  */
  readonly certificateCns?: string[] | undefined;
  /**
  * Alternative names of its client certificate, such as `rack-7.example.com` or `URI:spiffe://…`; of a DNS name `*.` at the beginning stands for one label.
  */
  readonly certificateSans?: string[] | undefined;
  /**
  * Name of the pool it joins, where its proof names none (`service_account`, `certificate`); null is none.
  */
  readonly joinPool?: string | undefined;
  /**
  * Slug of the tenant it joins, where its proof names none (`service_account`, `certificate`); null is `system`.
  */
  readonly joinTenant?: string | undefined;
  /**
  * How it proved who it is - one of these ways.
  */
  readonly methods?: string[] | undefined;
  /**
  * Its name; `*` stands for any characters and `?` for one. The agent names itself, so this narrows a rule and proves nothing.
  */
  readonly namePattern?: string | undefined;
  /**
  * Kubernetes namespaces, as the cluster says of its service account; what the agent says does not count.
  */
  readonly namespaces?: string[] | undefined;
  /**
  * Names; the pool that its proof names must be one of them.
  */
  readonly pools?: string[] | undefined;
  /**
  * Regions. The agent names its own, so this narrows a rule and proves nothing.
  */
  readonly regions?: string[] | undefined;
  /**
  * Service accounts as `namespace/name`.
  */
  readonly serviceAccounts?: string[] | undefined;
  /**
  * Slugs; the tenant that its proof names must be one of them. A proof that names none counts as `system`.
  */
  readonly tenants?: string[] | undefined;
}

export function approvalPolicyRulesToTerraform(struct?: ApprovalPolicyRules | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    action: cdktf.stringToTerraform(struct!.action),
    certificate_cns: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.certificateCns),
    certificate_sans: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.certificateSans),
    join_pool: cdktf.stringToTerraform(struct!.joinPool),
    join_tenant: cdktf.stringToTerraform(struct!.joinTenant),
    methods: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.methods),
    name_pattern: cdktf.stringToTerraform(struct!.namePattern),
    namespaces: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.namespaces),
    pools: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.pools),
    regions: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.regions),
    service_accounts: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.serviceAccounts),
    tenants: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.tenants),
  }
}


export function approvalPolicyRulesToHclTerraform(struct?: ApprovalPolicyRules | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    action: {
      value: cdktf.stringToHclTerraform(struct!.action),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    certificate_cns: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.certificateCns),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    certificate_sans: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.certificateSans),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    join_pool: {
      value: cdktf.stringToHclTerraform(struct!.joinPool),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    join_tenant: {
      value: cdktf.stringToHclTerraform(struct!.joinTenant),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    methods: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.methods),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    name_pattern: {
      value: cdktf.stringToHclTerraform(struct!.namePattern),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    namespaces: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.namespaces),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    pools: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.pools),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    regions: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.regions),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    service_accounts: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.serviceAccounts),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
    tenants: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.tenants),
      isBlock: false,
      type: "set",
      storageClassType: "stringList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ApprovalPolicyRulesOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable | undefined;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): ApprovalPolicyRules | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._action !== undefined) {
      hasAnyValues = true;
      internalValueResult.action = this._action;
    }
    if (this._certificateCns !== undefined) {
      hasAnyValues = true;
      internalValueResult.certificateCns = this._certificateCns;
    }
    if (this._certificateSans !== undefined) {
      hasAnyValues = true;
      internalValueResult.certificateSans = this._certificateSans;
    }
    if (this._joinPool !== undefined) {
      hasAnyValues = true;
      internalValueResult.joinPool = this._joinPool;
    }
    if (this._joinTenant !== undefined) {
      hasAnyValues = true;
      internalValueResult.joinTenant = this._joinTenant;
    }
    if (this._methods !== undefined) {
      hasAnyValues = true;
      internalValueResult.methods = this._methods;
    }
    if (this._namePattern !== undefined) {
      hasAnyValues = true;
      internalValueResult.namePattern = this._namePattern;
    }
    if (this._namespaces !== undefined) {
      hasAnyValues = true;
      internalValueResult.namespaces = this._namespaces;
    }
    if (this._pools !== undefined) {
      hasAnyValues = true;
      internalValueResult.pools = this._pools;
    }
    if (this._regions !== undefined) {
      hasAnyValues = true;
      internalValueResult.regions = this._regions;
    }
    if (this._serviceAccounts !== undefined) {
      hasAnyValues = true;
      internalValueResult.serviceAccounts = this._serviceAccounts;
    }
    if (this._tenants !== undefined) {
      hasAnyValues = true;
      internalValueResult.tenants = this._tenants;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ApprovalPolicyRules | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._action = undefined;
      this._certificateCns = undefined;
      this._certificateSans = undefined;
      this._joinPool = undefined;
      this._joinTenant = undefined;
      this._methods = undefined;
      this._namePattern = undefined;
      this._namespaces = undefined;
      this._pools = undefined;
      this._regions = undefined;
      this._serviceAccounts = undefined;
      this._tenants = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._action = value.action;
      this._certificateCns = value.certificateCns;
      this._certificateSans = value.certificateSans;
      this._joinPool = value.joinPool;
      this._joinTenant = value.joinTenant;
      this._methods = value.methods;
      this._namePattern = value.namePattern;
      this._namespaces = value.namespaces;
      this._pools = value.pools;
      this._regions = value.regions;
      this._serviceAccounts = value.serviceAccounts;
      this._tenants = value.tenants;
    }
  }

  private _action?: string | undefined;
  /** What becomes of the agent; `pending` leaves it to a person. */
  public get action() {
    return this.getStringAttribute('action');
  }
  public set action(value: string) {
    this._action = value;
  }
  // Temporarily expose input value. Use with caution.
  public get actionInput() {
    return this._action;
  }

  private _certificateCns?: string[] | undefined;
  /** Common names of its client certificate. */
  public get certificateCns() {
    return cdktf.Fn.tolist(this.getListAttribute('certificate_cns'));
  }
  public set certificateCns(value: string[]) {
    this._certificateCns = value;
  }
  public resetCertificateCns() {
    this._certificateCns = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get certificateCnsInput() {
    return this._certificateCns;
  }

  private _certificateSans?: string[] | undefined;
  /** Alternative names of its client certificate, such as `rack-7.example.com` or `URI:spiffe://…`; of a DNS name `*.` at the beginning stands for one label. */
  public get certificateSans() {
    return cdktf.Fn.tolist(this.getListAttribute('certificate_sans'));
  }
  public set certificateSans(value: string[]) {
    this._certificateSans = value;
  }
  public resetCertificateSans() {
    this._certificateSans = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get certificateSansInput() {
    return this._certificateSans;
  }

  private _joinPool?: string | undefined;
  /** Name of the pool it joins, where its proof names none (`service_account`, `certificate`); null is none. */
  public get joinPool() {
    return this.getStringAttribute('join_pool');
  }
  public set joinPool(value: string) {
    this._joinPool = value;
  }
  public resetJoinPool() {
    this._joinPool = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get joinPoolInput() {
    return this._joinPool;
  }

  private _joinTenant?: string | undefined;
  /** Slug of the tenant it joins, where its proof names none (`service_account`, `certificate`); null is `system`. */
  public get joinTenant() {
    return this.getStringAttribute('join_tenant');
  }
  public set joinTenant(value: string) {
    this._joinTenant = value;
  }
  public resetJoinTenant() {
    this._joinTenant = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get joinTenantInput() {
    return this._joinTenant;
  }

  private _methods?: string[] | undefined;
  /** How it proved who it is - one of these ways. */
  public get methods() {
    return cdktf.Fn.tolist(this.getListAttribute('methods'));
  }
  public set methods(value: string[]) {
    this._methods = value;
  }
  public resetMethods() {
    this._methods = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get methodsInput() {
    return this._methods;
  }

  private _namePattern?: string | undefined;
  /** Its name; `*` stands for any characters and `?` for one. The agent names itself, so this narrows a rule and proves nothing. */
  public get namePattern() {
    return this.getStringAttribute('name_pattern');
  }
  public set namePattern(value: string) {
    this._namePattern = value;
  }
  public resetNamePattern() {
    this._namePattern = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get namePatternInput() {
    return this._namePattern;
  }

  private _namespaces?: string[] | undefined;
  /** Kubernetes namespaces, as the cluster says of its service account; what the agent says does not count. */
  public get namespaces() {
    return cdktf.Fn.tolist(this.getListAttribute('namespaces'));
  }
  public set namespaces(value: string[]) {
    this._namespaces = value;
  }
  public resetNamespaces() {
    this._namespaces = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get namespacesInput() {
    return this._namespaces;
  }

  private _pools?: string[] | undefined;
  /** Names; the pool that its proof names must be one of them. */
  public get pools() {
    return cdktf.Fn.tolist(this.getListAttribute('pools'));
  }
  public set pools(value: string[]) {
    this._pools = value;
  }
  public resetPools() {
    this._pools = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get poolsInput() {
    return this._pools;
  }

  private _regions?: string[] | undefined;
  /** Regions. The agent names its own, so this narrows a rule and proves nothing. */
  public get regions() {
    return cdktf.Fn.tolist(this.getListAttribute('regions'));
  }
  public set regions(value: string[]) {
    this._regions = value;
  }
  public resetRegions() {
    this._regions = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get regionsInput() {
    return this._regions;
  }

  private _serviceAccounts?: string[] | undefined;
  /** Service accounts as `namespace/name`. */
  public get serviceAccounts() {
    return cdktf.Fn.tolist(this.getListAttribute('service_accounts'));
  }
  public set serviceAccounts(value: string[]) {
    this._serviceAccounts = value;
  }
  public resetServiceAccounts() {
    this._serviceAccounts = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get serviceAccountsInput() {
    return this._serviceAccounts;
  }

  private _tenants?: string[] | undefined;
  /** Slugs; the tenant that its proof names must be one of them. A proof that names none counts as `system`. */
  public get tenants() {
    return cdktf.Fn.tolist(this.getListAttribute('tenants'));
  }
  public set tenants(value: string[]) {
    this._tenants = value;
  }
  public resetTenants() {
    this._tenants = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tenantsInput() {
    return this._tenants;
  }
}

export class ApprovalPolicyRulesList extends cdktf.ComplexList {
  public internalValue?: ApprovalPolicyRules[] | cdktf.IResolvable | undefined

  /**
  * @param index the index of the item to return
  */
  public get(index: number): ApprovalPolicyRulesOutputReference {
    return new ApprovalPolicyRulesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* Represents a `reeve_approval_policy`
*/
export class ApprovalPolicy extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_approval_policy";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a ApprovalPolicy resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the ApprovalPolicy to import
  * @param importFromId The id of the existing ApprovalPolicy that should be imported
  * @param provider? Optional instance of the provider where the ApprovalPolicy to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_approval_policy", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_approval_policy` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options ApprovalPolicyConfig
  */
  public constructor(scope: Construct, id: string, config: ApprovalPolicyConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_approval_policy',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._description = config.description;
    this._enabled = config.enabled;
    this._name = config.name;
    this._order = config.order;
    this._rules.internalValue = config.rules;
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

  private _description?: string | undefined;
  /** What the policy is for. */
  public get description() {
    return this.getStringAttribute('description');
  }
  public set description(value: string) {
    this._description = value;
  }
  public resetDescription() {
    this._description = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get descriptionInput() {
    return this._description;
  }

  private _enabled?: boolean | cdktf.IResolvable | undefined;
  /** Whether it is asked at all. */
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

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  private _name?: string | undefined;
  /** Unique name of the policy; cannot change. */
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  private _order?: number | undefined;
  /** Policies are asked from the lowest order to the highest, those of one order by name. `default` has 1000, the broker's settings 0. */
  public get order() {
    return this.getNumberAttribute('order');
  }
  public set order(value: number) {
    this._order = value;
  }
  public resetOrder() {
    this._order = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get orderInput() {
    return this._order;
  }

  private _rules = new ApprovalPolicyRulesList(this, "rules", false);
  /** The first rule that fits decides. */
  public get rules() {
    return this._rules;
  }
  public putRules(value: ApprovalPolicyRules[] | cdktf.IResolvable) {
    this._rules.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get rulesInput() {
    return this._rules.internalValue;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      description: cdktf.stringToTerraform(this._description),
      enabled: cdktf.booleanToTerraform(this._enabled),
      name: cdktf.stringToTerraform(this._name),
      order: cdktf.numberToTerraform(this._order),
      rules: cdktf.listMapper(approvalPolicyRulesToTerraform, false)(this._rules.internalValue),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      description: {
        value: cdktf.stringToHclTerraform(this._description),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      enabled: {
        value: cdktf.booleanToHclTerraform(this._enabled),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      order: {
        value: cdktf.numberToHclTerraform(this._order),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      rules: {
        value: cdktf.listMapperHcl(approvalPolicyRulesToHclTerraform, false)(this._rules.internalValue),
        isBlock: true,
        type: "list",
        storageClassType: "ApprovalPolicyRulesList",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
