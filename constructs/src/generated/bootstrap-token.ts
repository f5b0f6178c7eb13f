// Resource reeve_bootstrap_token, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface BootstrapTokenConfig extends cdktf.TerraformMetaArguments {
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
