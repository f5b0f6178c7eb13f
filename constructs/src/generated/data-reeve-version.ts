// Data source reeve_version, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface DataReeveVersionConfig extends cdktf.TerraformMetaArguments {
}

/**
* Represents a `reeve_version`
*/
export class DataReeveVersion extends cdktf.TerraformDataSource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve_version";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a DataReeveVersion resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the DataReeveVersion to import
  * @param importFromId The id of the existing DataReeveVersion that should be imported
  * @param provider? Optional instance of the provider where the DataReeveVersion to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve_version", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve_version` Data Source
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options DataReeveVersionConfig = {}
  */
  public constructor(scope: Construct, id: string, config: DataReeveVersionConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve_version',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      ...config,
    });
  }

  // ==========
  // ATTRIBUTES
  // ==========

  /** When it was built; null when run from source. */
  public get builtAt() {
    return this.getStringAttribute('built_at');
  }

  /** Commit it was built from; null when run from source. */
  public get commit() {
    return this.getStringAttribute('commit');
  }

  /** Version of the broker. */
  public get version() {
    return this.getStringAttribute('version');
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
    };
    return attrs;
  }
}
