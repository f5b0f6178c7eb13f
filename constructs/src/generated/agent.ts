// Resource reeve_agent, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface AgentConfig extends cdktf.TerraformMetaArguments {
  /**
  * Whether it may work. A draining one ends what it holds and gets nothing new; `active_jobs` tells how far it is.
  */
  readonly administration?: string | undefined;
  /**
  * What it will call itself.
  */
  readonly name: string;
  /**
  * Name of the pool that its proof must name, or that it joins when its proof names none; null is none. Only operators may name one.
  */
  readonly pool?: string | undefined;
  /**
  * Its own Ed25519 key (32 bytes as base64); null takes the key of the first that comes with the name, so whoever has a proof for this tenant may be it.
  */
  readonly publicKey?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
}

/**
* Represents a `reeve_agent`
*/
export class Agent extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_agent";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Agent resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Agent to import
  * @param importFromId The id of the existing Agent that should be imported
  * @param provider? Optional instance of the provider where the Agent to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_agent", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_agent` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options AgentConfig
  */
  public constructor(scope: Construct, id: string, config: AgentConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_agent',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._administration = config.administration;
    this._name = config.name;
    this._pool = config.pool;
    this._publicKey = config.publicKey;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _administration?: string | undefined;
  /** Whether it may work. A draining one ends what it holds and gets nothing new; `active_jobs` tells how far it is. */
  public get administration() {
    return this.getStringAttribute('administration');
  }
  public set administration(value: string) {
    this._administration = value;
  }
  public resetAdministration() {
    this._administration = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get administrationInput() {
    return this._administration;
  }

  /** When it first enrolled. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  /** Made by the broker at the first enrolment (UUIDv7); survives restarts. */
  public get id() {
    return this.getStringAttribute('id');
  }

  private _name?: string | undefined;
  /** What it will call itself. */
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

  private _pool?: string | undefined;
  /** Name of the pool that its proof must name, or that it joins when its proof names none; null is none. Only operators may name one. */
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

  private _publicKey?: string | undefined;
  /** Its own Ed25519 key (32 bytes as base64); null takes the key of the first that comes with the name, so whoever has a proof for this tenant may be it. */
  public get publicKey() {
    return this.getStringAttribute('public_key');
  }
  public set publicKey(value: string) {
    this._publicKey = value;
  }
  public resetPublicKey() {
    this._publicKey = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get publicKeyInput() {
    return this._publicKey;
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
      administration: cdktf.stringToTerraform(this._administration),
      name: cdktf.stringToTerraform(this._name),
      pool: cdktf.stringToTerraform(this._pool),
      public_key: cdktf.stringToTerraform(this._publicKey),
      tenant: cdktf.stringToTerraform(this._tenant),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      administration: {
        value: cdktf.stringToHclTerraform(this._administration),
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
      pool: {
        value: cdktf.stringToHclTerraform(this._pool),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      public_key: {
        value: cdktf.stringToHclTerraform(this._publicKey),
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
