// Resource reeve_platform_key, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface PlatformKeyConfig extends cdktf.TerraformMetaArguments {
  /**
  * Where `key` is delivered when it is created, instead of into the state: there it is null then. A change of it makes another secret, save that one which is in the state is moved out.
  */
  readonly deliverTo?: PlatformKeyDeliverTo | undefined;
  /**
  * What the key is for.
  */
  readonly description?: string | undefined;
  /**
  * The key is refused after so many days; null never expires.
  */
  readonly expiresInDays?: number | undefined;
  /**
  * Name of the key; unique among the live ones.
  */
  readonly name: string;
  /**
  * How long the value before is still accepted after a rotation, where that does not say itself.
  */
  readonly overlapSeconds?: number | undefined;
  /**
  * Name of the pool that agents with this key join; null makes them the platform's agents in no pool.
  */
  readonly pool?: string | undefined;
  /**
  * How many days before it expires it is due for another value, fewer than it lives; null is never.
  */
  readonly rotateBeforeDays?: number | undefined;
}
export interface PlatformKeyDeliverToKubernetesSecret {
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

export function platformKeyDeliverToKubernetesSecretToTerraform(struct?: PlatformKeyDeliverToKubernetesSecret | cdktf.IResolvable): any {
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


export function platformKeyDeliverToKubernetesSecretToHclTerraform(struct?: PlatformKeyDeliverToKubernetesSecret | cdktf.IResolvable): any {
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

export class PlatformKeyDeliverToKubernetesSecretOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable | undefined;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): PlatformKeyDeliverToKubernetesSecret | cdktf.IResolvable | undefined {
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

  public set internalValue(value: PlatformKeyDeliverToKubernetesSecret | cdktf.IResolvable | undefined) {
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
export interface PlatformKeyDeliverTo {
  /**
  * A kubernetes secret.
  */
  readonly kubernetesSecret: PlatformKeyDeliverToKubernetesSecret;
}

export function platformKeyDeliverToToTerraform(struct?: PlatformKeyDeliverTo | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    kubernetes_secret: platformKeyDeliverToKubernetesSecretToTerraform(struct!.kubernetesSecret),
  }
}


export function platformKeyDeliverToToHclTerraform(struct?: PlatformKeyDeliverTo | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    kubernetes_secret: {
      value: platformKeyDeliverToKubernetesSecretToHclTerraform(struct!.kubernetesSecret),
      isBlock: true,
      type: "struct",
      storageClassType: "PlatformKeyDeliverToKubernetesSecret",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class PlatformKeyDeliverToOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable | undefined;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): PlatformKeyDeliverTo | cdktf.IResolvable | undefined {
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

  public set internalValue(value: PlatformKeyDeliverTo | cdktf.IResolvable | undefined) {
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

  private _kubernetesSecret = new PlatformKeyDeliverToKubernetesSecretOutputReference(this, "kubernetes_secret");
  /** A kubernetes secret. */
  public get kubernetesSecret() {
    return this._kubernetesSecret;
  }
  public putKubernetesSecret(value: PlatformKeyDeliverToKubernetesSecret) {
    this._kubernetesSecret.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get kubernetesSecretInput() {
    return this._kubernetesSecret.internalValue;
  }
}

/**
* Represents a `reeve_platform_key`
*/
export class PlatformKey extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_platform_key";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a PlatformKey resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the PlatformKey to import
  * @param importFromId The id of the existing PlatformKey that should be imported
  * @param provider? Optional instance of the provider where the PlatformKey to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_platform_key", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_platform_key` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options PlatformKeyConfig
  */
  public constructor(scope: Construct, id: string, config: PlatformKeyConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_platform_key',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._deliverTo.internalValue = config.deliverTo;
    this._description = config.description;
    this._expiresInDays = config.expiresInDays;
    this._name = config.name;
    this._overlapSeconds = config.overlapSeconds;
    this._pool = config.pool;
    this._rotateBeforeDays = config.rotateBeforeDays;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** When it was created. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  private _deliverTo = new PlatformKeyDeliverToOutputReference(this, "deliver_to");
  /** Where `key` is delivered when it is created, instead of into the state: there it is null then. A change of it makes another secret, save that one which is in the state is moved out. */
  public get deliverTo() {
    return this._deliverTo;
  }
  public putDeliverTo(value: PlatformKeyDeliverTo) {
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
  /** What the key is for. */
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

  /** When it stops to be accepted; null is never. */
  public get expiresAt() {
    return this.getStringAttribute('expires_at');
  }

  private _expiresInDays?: number | undefined;
  /** The key is refused after so many days; null never expires. */
  public get expiresInDays() {
    return this.getNumberAttribute('expires_in_days');
  }
  public set expiresInDays(value: number) {
    this._expiresInDays = value;
  }
  public resetExpiresInDays() {
    this._expiresInDays = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get expiresInDaysInput() {
    return this._expiresInDays;
  }

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  /** The secret: 32 bytes as 64 hex digits. It is never shown again. */
  public get key() {
    return this.getStringAttribute('key');
  }

  /** 16 hex digits that name the key in a proof and tell nothing of it. */
  public get keyId() {
    return this.getStringAttribute('key_id');
  }

  private _name?: string | undefined;
  /** Name of the key; unique among the live ones. */
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

  private _overlapSeconds?: number | undefined;
  /** How long the value before is still accepted after a rotation, where that does not say itself. */
  public get overlapSeconds() {
    return this.getNumberAttribute('overlap_seconds');
  }
  public set overlapSeconds(value: number) {
    this._overlapSeconds = value;
  }
  public resetOverlapSeconds() {
    this._overlapSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get overlapSecondsInput() {
    return this._overlapSeconds;
  }

  private _pool?: string | undefined;
  /** Name of the pool that agents with this key join; null makes them the platform's agents in no pool. */
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

  private _rotateBeforeDays?: number | undefined;
  /** How many days before it expires it is due for another value, fewer than it lives; null is never. */
  public get rotateBeforeDays() {
    return this.getNumberAttribute('rotate_before_days');
  }
  public set rotateBeforeDays(value: number) {
    this._rotateBeforeDays = value;
  }
  public resetRotateBeforeDays() {
    this._rotateBeforeDays = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get rotateBeforeDaysInput() {
    return this._rotateBeforeDays;
  }

  /** Whether it should be given another value now: it expires soon, and no value before it is accepted any more. */
  public get rotationDue() {
    return this.getBooleanAttribute('rotation_due');
  }

  /** Whether it is accepted. */
  public get status() {
    return this.getStringAttribute('status');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      deliver_to: platformKeyDeliverToToTerraform(this._deliverTo.internalValue),
      description: cdktf.stringToTerraform(this._description),
      expires_in_days: cdktf.numberToTerraform(this._expiresInDays),
      name: cdktf.stringToTerraform(this._name),
      overlap_seconds: cdktf.numberToTerraform(this._overlapSeconds),
      pool: cdktf.stringToTerraform(this._pool),
      rotate_before_days: cdktf.numberToTerraform(this._rotateBeforeDays),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      deliver_to: {
        value: platformKeyDeliverToToHclTerraform(this._deliverTo.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "PlatformKeyDeliverTo",
      },
      description: {
        value: cdktf.stringToHclTerraform(this._description),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      expires_in_days: {
        value: cdktf.numberToHclTerraform(this._expiresInDays),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      overlap_seconds: {
        value: cdktf.numberToHclTerraform(this._overlapSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      pool: {
        value: cdktf.stringToHclTerraform(this._pool),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      rotate_before_days: {
        value: cdktf.numberToHclTerraform(this._rotateBeforeDays),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
