// Resource reeve_platform_key, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface PlatformKeyConfig extends cdktf.TerraformMetaArguments {
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
