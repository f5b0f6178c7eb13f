// Resource reeve_bootstrap_token, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface BootstrapTokenConfig extends cdktf.TerraformMetaArguments {
  /**
  * Where `token` is delivered when it is created, instead of into the state: there it is null then. A change of it makes another secret, save that one which is in the state is moved out.
  */
  readonly deliverTo?: BootstrapTokenDeliverTo | undefined;
  /**
  * What the token is for.
  */
  readonly description?: string | undefined;
  /**
  * The token is refused after so many hours.
  */
  readonly expiresInHours?: number | undefined;
  /**
  * How many agents it lets in.
  */
  readonly maxUses?: number | undefined;
  /**
  * What the agents are called: `*` stands for any characters, `?` for one. Null is anything.
  */
  readonly namePattern?: string | undefined;
  /**
  * Name of the pool that agents with this token join; null is the platform's shared agents.
  */
  readonly pool?: string | undefined;
  /**
  * What the agents have to be able to do, all of it.
  */
  readonly requiredCapabilities?: string[] | undefined;
  /**
  * Region that the agents have to say they are in; null is any.
  */
  readonly requiredRegion?: string | undefined;
  /**
  * What the agents have to have installed, all of it.
  */
  readonly requiredTools?: string[] | undefined;
}
export interface BootstrapTokenDeliverToKubernetesSecret {
  /**
  * Context in the kubeconfig file. Else KUBE_CTX, else the file's current one.
  */
  readonly context?: string | undefined;
  /**
  * Takes the key over from whoever else has set it. False: that is refused.
  */
  readonly force?: boolean | cdktf.IResolvable | undefined;
  /**
  * Key within the Secret.
  */
  readonly key?: string | undefined;
  /**
  * Path of the kubeconfig file. Else KUBE_HOST with KUBE_TOKEN, KUBE_CONFIG_PATH or KUBECONFIG, the service account of the pod this runs in, ~/.kube/config.
  */
  readonly kubeconfig?: string | undefined;
  /**
  * Name of the Secret. It is made if there is none; of one that is there, the key alone is set.
  */
  readonly name: string;
  /**
  * Its namespace, which has to exist.
  */
  readonly namespace?: string | undefined;
}

export function bootstrapTokenDeliverToKubernetesSecretToTerraform(struct?: BootstrapTokenDeliverToKubernetesSecret | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    context: cdktf.stringToTerraform(struct!.context),
    force: cdktf.booleanToTerraform(struct!.force),
    key: cdktf.stringToTerraform(struct!.key),
    kubeconfig: cdktf.stringToTerraform(struct!.kubeconfig),
    name: cdktf.stringToTerraform(struct!.name),
    namespace: cdktf.stringToTerraform(struct!.namespace),
  }
}


export function bootstrapTokenDeliverToKubernetesSecretToHclTerraform(struct?: BootstrapTokenDeliverToKubernetesSecret | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    context: {
      value: cdktf.stringToHclTerraform(struct!.context),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    force: {
      value: cdktf.booleanToHclTerraform(struct!.force),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    key: {
      value: cdktf.stringToHclTerraform(struct!.key),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    kubeconfig: {
      value: cdktf.stringToHclTerraform(struct!.kubeconfig),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    name: {
      value: cdktf.stringToHclTerraform(struct!.name),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    namespace: {
      value: cdktf.stringToHclTerraform(struct!.namespace),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class BootstrapTokenDeliverToKubernetesSecretOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable | undefined;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BootstrapTokenDeliverToKubernetesSecret | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._context !== undefined) {
      hasAnyValues = true;
      internalValueResult.context = this._context;
    }
    if (this._force !== undefined) {
      hasAnyValues = true;
      internalValueResult.force = this._force;
    }
    if (this._key !== undefined) {
      hasAnyValues = true;
      internalValueResult.key = this._key;
    }
    if (this._kubeconfig !== undefined) {
      hasAnyValues = true;
      internalValueResult.kubeconfig = this._kubeconfig;
    }
    if (this._name !== undefined) {
      hasAnyValues = true;
      internalValueResult.name = this._name;
    }
    if (this._namespace !== undefined) {
      hasAnyValues = true;
      internalValueResult.namespace = this._namespace;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BootstrapTokenDeliverToKubernetesSecret | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._context = undefined;
      this._force = undefined;
      this._key = undefined;
      this._kubeconfig = undefined;
      this._name = undefined;
      this._namespace = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._context = value.context;
      this._force = value.force;
      this._key = value.key;
      this._kubeconfig = value.kubeconfig;
      this._name = value.name;
      this._namespace = value.namespace;
    }
  }

  private _context?: string | undefined;
  public get context() {
    return this.getStringAttribute('context');
  }
  public set context(value: string) {
    this._context = value;
  }
  public resetContext() {
    this._context = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get contextInput() {
    return this._context;
  }

  private _force?: boolean | cdktf.IResolvable | undefined;
  public get force() {
    return this.getBooleanAttribute('force');
  }
  public set force(value: boolean | cdktf.IResolvable) {
    this._force = value;
  }
  public resetForce() {
    this._force = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get forceInput() {
    return this._force;
  }

  private _key?: string | undefined;
  public get key() {
    return this.getStringAttribute('key');
  }
  public set key(value: string) {
    this._key = value;
  }
  public resetKey() {
    this._key = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get keyInput() {
    return this._key;
  }

  private _kubeconfig?: string | undefined;
  public get kubeconfig() {
    return this.getStringAttribute('kubeconfig');
  }
  public set kubeconfig(value: string) {
    this._kubeconfig = value;
  }
  public resetKubeconfig() {
    this._kubeconfig = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get kubeconfigInput() {
    return this._kubeconfig;
  }

  private _name?: string | undefined;
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

  private _namespace?: string | undefined;
  public get namespace() {
    return this.getStringAttribute('namespace');
  }
  public set namespace(value: string) {
    this._namespace = value;
  }
  public resetNamespace() {
    this._namespace = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get namespaceInput() {
    return this._namespace;
  }
}
export interface BootstrapTokenDeliverTo {
  /**
  * A kubernetes secret.
  */
  readonly kubernetesSecret: BootstrapTokenDeliverToKubernetesSecret;
}

export function bootstrapTokenDeliverToToTerraform(struct?: BootstrapTokenDeliverTo | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    kubernetes_secret: bootstrapTokenDeliverToKubernetesSecretToTerraform(struct!.kubernetesSecret),
  }
}


export function bootstrapTokenDeliverToToHclTerraform(struct?: BootstrapTokenDeliverTo | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    kubernetes_secret: {
      value: bootstrapTokenDeliverToKubernetesSecretToHclTerraform(struct!.kubernetesSecret),
      isBlock: true,
      type: "struct",
      storageClassType: "BootstrapTokenDeliverToKubernetesSecret",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class BootstrapTokenDeliverToOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable | undefined;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BootstrapTokenDeliverTo | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._kubernetesSecret?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.kubernetesSecret = this._kubernetesSecret?.internalValue;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BootstrapTokenDeliverTo | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._kubernetesSecret.internalValue = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._kubernetesSecret.internalValue = value.kubernetesSecret;
    }
  }

  private _kubernetesSecret = new BootstrapTokenDeliverToKubernetesSecretOutputReference(this, "kubernetes_secret");
  /** A kubernetes secret. */
  public get kubernetesSecret() {
    return this._kubernetesSecret;
  }
  public putKubernetesSecret(value: BootstrapTokenDeliverToKubernetesSecret) {
    this._kubernetesSecret.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get kubernetesSecretInput() {
    return this._kubernetesSecret.internalValue;
  }
}

/**
* Represents a `reeve_bootstrap_token`
*/
export class BootstrapToken extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_bootstrap_token";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a BootstrapToken resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the BootstrapToken to import
  * @param importFromId The id of the existing BootstrapToken that should be imported
  * @param provider? Optional instance of the provider where the BootstrapToken to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_bootstrap_token", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_bootstrap_token` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options BootstrapTokenConfig = {}
  */
  public constructor(scope: Construct, id: string, config: BootstrapTokenConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_bootstrap_token',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._deliverTo.internalValue = config.deliverTo;
    this._description = config.description;
    this._expiresInHours = config.expiresInHours;
    this._maxUses = config.maxUses;
    this._namePattern = config.namePattern;
    this._pool = config.pool;
    this._requiredCapabilities = config.requiredCapabilities;
    this._requiredRegion = config.requiredRegion;
    this._requiredTools = config.requiredTools;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** Name of who created it. */
  public get createdBy() {
    return this.getStringAttribute('created_by');
  }

  private _deliverTo = new BootstrapTokenDeliverToOutputReference(this, "deliver_to");
  /** Where `token` is delivered when it is created, instead of into the state: there it is null then. A change of it makes another secret, save that one which is in the state is moved out. */
  public get deliverTo() {
    return this._deliverTo;
  }
  public putDeliverTo(value: BootstrapTokenDeliverTo) {
    this._deliverTo.internalValue = value;
  }
  public resetDeliverTo() {
    this._deliverTo.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deliverToInput() {
    return this._deliverTo.internalValue;
  }

  private _description?: string | undefined;
  /** What the token is for. */
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

  /** When it stops to be accepted. */
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
  }

  private _expiresInHours?: number | undefined;
  /** The token is refused after so many hours. */
  public get expiresInHours() {
    return this.getNumberAttribute('expires_in_hours');
  }
  public set expiresInHours(value: number) {
    this._expiresInHours = value;
  }
  public resetExpiresInHours() {
    this._expiresInHours = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get expiresInHoursInput() {
    return this._expiresInHours;
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  private _maxUses?: number | undefined;
  /** How many agents it lets in. */
  public get maxUses() {
    return this.getNumberAttribute('max_uses');
  }
  public set maxUses(value: number) {
    this._maxUses = value;
  }
  public resetMaxUses() {
    this._maxUses = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxUsesInput() {
    return this._maxUses;
  }

  private _namePattern?: string | undefined;
  /** What the agents are called: `*` stands for any characters, `?` for one. Null is anything. */
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

  private _pool?: string | undefined;
  /** Name of the pool that agents with this token join; null is the platform's shared agents. */
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

  /** Its first six characters, by which people tell it from others. */
  public get prefix() {
    return this.getStringAttribute('prefix');
  }

  private _requiredCapabilities?: string[] | undefined;
  /** What the agents have to be able to do, all of it. */
  public get requiredCapabilities() {
    return cdktf.Fn.tolist(this.getListAttribute('required_capabilities'));
  }
  public set requiredCapabilities(value: string[]) {
    this._requiredCapabilities = value;
  }
  public resetRequiredCapabilities() {
    this._requiredCapabilities = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get requiredCapabilitiesInput() {
    return this._requiredCapabilities;
  }

  private _requiredRegion?: string | undefined;
  /** Region that the agents have to say they are in; null is any. */
  public get requiredRegion() {
    return this.getStringAttribute('required_region');
  }
  public set requiredRegion(value: string) {
    this._requiredRegion = value;
  }
  public resetRequiredRegion() {
    this._requiredRegion = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get requiredRegionInput() {
    return this._requiredRegion;
  }

  private _requiredTools?: string[] | undefined;
  /** What the agents have to have installed, all of it. */
  public get requiredTools() {
    return cdktf.Fn.tolist(this.getListAttribute('required_tools'));
  }
  public set requiredTools(value: string[]) {
    this._requiredTools = value;
  }
  public resetRequiredTools() {
    this._requiredTools = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get requiredToolsInput() {
    return this._requiredTools;
  }

  /** Whether it is accepted. */
  public get status() {
    return this.getStringAttribute('status');
  }

  /** The secret: six characters, a dot and sixteen more. It is never shown again. */
  public get token() {
    return this.getStringAttribute('token');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      deliver_to: bootstrapTokenDeliverToToTerraform(this._deliverTo.internalValue),
      description: cdktf.stringToTerraform(this._description),
      expires_in_hours: cdktf.numberToTerraform(this._expiresInHours),
      max_uses: cdktf.numberToTerraform(this._maxUses),
      name_pattern: cdktf.stringToTerraform(this._namePattern),
      pool: cdktf.stringToTerraform(this._pool),
      required_capabilities: cdktf.listMapper(cdktf.stringToTerraform, false)(this._requiredCapabilities),
      required_region: cdktf.stringToTerraform(this._requiredRegion),
      required_tools: cdktf.listMapper(cdktf.stringToTerraform, false)(this._requiredTools),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      deliver_to: {
        value: bootstrapTokenDeliverToToHclTerraform(this._deliverTo.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "BootstrapTokenDeliverTo",
      },
      description: {
        value: cdktf.stringToHclTerraform(this._description),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      expires_in_hours: {
        value: cdktf.numberToHclTerraform(this._expiresInHours),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      max_uses: {
        value: cdktf.numberToHclTerraform(this._maxUses),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      name_pattern: {
        value: cdktf.stringToHclTerraform(this._namePattern),
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
      required_capabilities: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._requiredCapabilities),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      required_region: {
        value: cdktf.stringToHclTerraform(this._requiredRegion),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      required_tools: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._requiredTools),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
