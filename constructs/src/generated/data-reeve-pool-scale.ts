// Data source reeve_pool_scale, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReevePoolScaleConfig extends cdktf.TerraformMetaArguments {
  /**
  * The pool's name or id.
  */
  readonly pool: string;
}

/**
* Represents a `reeve_pool_scale`
*/
export class DataReevePoolScale extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_pool_scale";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReevePoolScale resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReevePoolScale to import
  * @param importFromId The id of the existing DataReevePoolScale that should be imported
  * @param provider? Optional instance of the provider where the DataReevePoolScale to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_pool_scale", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_pool_scale` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReevePoolScaleConfig
  */
  public constructor(scope: Construct, id: string, config: DataReevePoolScaleConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_pool_scale',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._pool = config.pool;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** Connected agents. */
  public get agents() {
    return this.getNumberAttribute('agents');
  }

  /** Free slots of its connected agents. */
  public get free() {
    return this.getNumberAttribute('free');
  }

  /** Jobs that its agents hold. */
  public get held() {
    return this.getNumberAttribute('held');
  }

  private _pool?: string | undefined;
  /** The pool's name or id. */
  public get pool() {
    return this.getStringAttribute('pool');
  }
  public set pool(value: string) {
    this._pool = value;
  }
  // Temporarily expose input value. Use with caution.
  public get poolInput() {
    return this._pool;
  }

  /** Jobs that wait and are within their tenants' limits; none while the pool is paused. */
  public get runnable() {
    return this.getNumberAttribute('runnable');
  }

  /** Slots that are wanted and not there; 0 when there are enough. */
  public get value() {
    return this.getNumberAttribute('value');
  }

  /** Slots that would be in use if there were enough: `held` and `runnable`. */
  public get wanted() {
    return this.getNumberAttribute('wanted');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      pool: cdktf.stringToTerraform(this._pool),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      pool: {
        value: cdktf.stringToHclTerraform(this._pool),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
