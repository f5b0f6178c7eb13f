// Data source reeve_agent, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveAgentConfig extends cdktf.TerraformMetaArguments {
  /**
  * Made by the broker at the first enrolment (UUIDv7); survives restarts.
  *
  * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
  * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
  */
  readonly id?: string | undefined;
  /**
  * The tenant's slug or id.
  */
  readonly tenant: string;
}

/**
* Represents a `reeve_agent`
*/
export class DataReeveAgent extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_agent";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveAgent resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveAgent to import
  * @param importFromId The id of the existing DataReeveAgent that should be imported
  * @param provider? Optional instance of the provider where the DataReeveAgent to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_agent", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_agent` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveAgentConfig
  */
  public constructor(scope: Construct, id: string, config: DataReeveAgentConfig) {
    super(scope, id, {
      terraformResourceType: 'reeve_agent',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
    this._id = config.id;
    this._tenant = config.tenant;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** How many jobs it holds now. */
  public get activeJobs() {
    return this.getNumberAttribute('active_jobs');
  }

  /** Whether it may work. */
  public get administration() {
    return this.getStringAttribute('administration');
  }

  /** Whether it was let in. */
  public get admission() {
    return this.getStringAttribute('admission');
  }

  /** When it first enrolled. */
  public get createdAt() {
    return this.getStringAttribute('created_at');
  }

  private _id?: string | undefined;
  /** Made by the broker at the first enrolment (UUIDv7); survives restarts. */
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

  /** When it last renewed its presence. */
  public get lastSeenAt() {
    return this.getStringAttribute('last_seen_at');
  }

  /** Whether it renews its presence. */
  public get liveness() {
    return this.getStringAttribute('liveness');
  }

  /** How many jobs it runs at once. */
  public get maxConcurrent() {
    return this.getNumberAttribute('max_concurrent');
  }

  /** What it calls itself. */
  public get name() {
    return this.getStringAttribute('name');
  }

  /** Name of the pool it joined; null for its tenant's own (dedicated) agents. */
  public get pool() {
    return this.getStringAttribute('pool');
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

  /** What it said its version is. */
  public get version() {
    return this.getStringAttribute('version');
  }

  /** Category of worker; must match a tenant's. */
  public get workerType() {
    return this.getStringAttribute('worker_type');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      id: cdktf.stringToTerraform(this._id),
      tenant: cdktf.stringToTerraform(this._tenant),
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
