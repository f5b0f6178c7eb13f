// Resource reeve_app, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface AppConfig extends cdktf.TerraformMetaArguments {
  /**
  * Where `client_secret` is delivered when it is created, instead of into the state: there it is null then. A change of it makes another secret, save that one which is in the state is moved out.
  */
  readonly deliverTo?: AppDeliverTo | undefined;
  /**
  * What the app does.
  */
  readonly description?: string | undefined;
  /**
  * Name of the app; unique in its tenant.
  */
  readonly name: string;
  /**
  * The ceiling: `action:resource:identifier`, where `*` as the identifier is any. Its launch tokens may allow no more.
  */
  readonly scopes: string[];
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
  /**
  * Life of the app's own tokens in seconds; null is what the broker is set to (REEVE_APP_TOKEN_TTL).
  */
  readonly tokenTtlSeconds?: number | undefined;
}
export interface AppDeliverToKubernetesSecret {
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

export function appDeliverToKubernetesSecretToTerraform(struct?: AppDeliverToKubernetesSecret | cdktf.IResolvable): any {
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


export function appDeliverToKubernetesSecretToHclTerraform(struct?: AppDeliverToKubernetesSecret | cdktf.IResolvable): any {
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

export class AppDeliverToKubernetesSecretOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable | undefined;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AppDeliverToKubernetesSecret | cdktf.IResolvable | undefined {
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

  public set internalValue(value: AppDeliverToKubernetesSecret | cdktf.IResolvable | undefined) {
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
export interface AppDeliverTo {
  /**
  * A kubernetes secret.
  */
  readonly kubernetesSecret: AppDeliverToKubernetesSecret;
}

export function appDeliverToToTerraform(struct?: AppDeliverTo | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    kubernetes_secret: appDeliverToKubernetesSecretToTerraform(struct!.kubernetesSecret),
  }
}


export function appDeliverToToHclTerraform(struct?: AppDeliverTo | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    kubernetes_secret: {
      value: appDeliverToKubernetesSecretToHclTerraform(struct!.kubernetesSecret),
      isBlock: true,
      type: "struct",
      storageClassType: "AppDeliverToKubernetesSecret",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AppDeliverToOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable | undefined;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AppDeliverTo | cdktf.IResolvable | undefined {
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

  public set internalValue(value: AppDeliverTo | cdktf.IResolvable | undefined) {
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

  private _kubernetesSecret = new AppDeliverToKubernetesSecretOutputReference(this, "kubernetes_secret");
  /** A kubernetes secret. */
  public get kubernetesSecret() {
    return this._kubernetesSecret;
  }
  public putKubernetesSecret(value: AppDeliverToKubernetesSecret) {
    this._kubernetesSecret.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get kubernetesSecretInput() {
    return this._kubernetesSecret.internalValue;
  }
}

/**
* Represents a `reeve_app`
*/
export class App extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_app";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a App resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the App to import
  * @param importFromId The id of the existing App that should be imported
  * @param provider? Optional instance of the provider where the App to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_app", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_app` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options AppConfig
  */
  public constructor(scope: Construct, id: string, config: AppConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_app',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._deliverTo.internalValue = config.deliverTo;
    this._description = config.description;
    this._name = config.name;
    this._scopes = config.scopes;
    this._tenant = config.tenant;
    this._tokenTtlSeconds = config.tokenTtlSeconds;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** What it calls itself when it asks for a token; the same as its id. */
  public get clientId() {
    return this.getStringAttribute('client_id');
  }

  /** The secret: `appsecret_` and 64 hex digits. It is never shown again. */
  public get clientSecret() {
    return this.getStringAttribute('client_secret');
  }

  /** When it was registered. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  private _deliverTo = new AppDeliverToOutputReference(this, "deliver_to");
  /** Where `client_secret` is delivered when it is created, instead of into the state: there it is null then. A change of it makes another secret, save that one which is in the state is moved out. */
  public get deliverTo() {
    return this._deliverTo;
  }
  public putDeliverTo(value: AppDeliverTo) {
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
  /** What the app does. */
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

  /** Made by the broker (UUIDv7). */
  public get id() {
    return this.getStringAttribute('id');
  }

  private _name?: string | undefined;
  /** Name of the app; unique in its tenant. */
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

  private _scopes?: string[] | undefined;
  /** The ceiling: `action:resource:identifier`, where `*` as the identifier is any. Its launch tokens may allow no more. */
  public get scopes() {
    return cdktf.Fn.tolist(this.getListAttribute('scopes'));
  }
  public set scopes(value: string[]) {
    this._scopes = value;
  }
  // Temporarily expose input value. Use with caution.
  public get scopesInput() {
    return this._scopes;
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

  private _tokenTtlSeconds?: number | undefined;
  /** Life of the app's own tokens in seconds; null is what the broker is set to (REEVE_APP_TOKEN_TTL). */
  public get tokenTtlSeconds() {
    return this.getNumberAttribute('token_ttl_seconds');
  }
  public set tokenTtlSeconds(value: number) {
    this._tokenTtlSeconds = value;
  }
  public resetTokenTtlSeconds() {
    this._tokenTtlSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tokenTtlSecondsInput() {
    return this._tokenTtlSeconds;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      deliver_to: appDeliverToToTerraform(this._deliverTo.internalValue),
      description: cdktf.stringToTerraform(this._description),
      name: cdktf.stringToTerraform(this._name),
      scopes: cdktf.listMapper(cdktf.stringToTerraform, false)(this._scopes),
      tenant: cdktf.stringToTerraform(this._tenant),
      token_ttl_seconds: cdktf.numberToTerraform(this._tokenTtlSeconds),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      deliver_to: {
        value: appDeliverToToHclTerraform(this._deliverTo.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AppDeliverTo",
      },
      description: {
        value: cdktf.stringToHclTerraform(this._description),
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
      scopes: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._scopes),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      tenant: {
        value: cdktf.stringToHclTerraform(this._tenant),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      token_ttl_seconds: {
        value: cdktf.numberToHclTerraform(this._tokenTtlSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
