// Provider reeve, generated from provider/schema.json.

import type { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface ReeveProviderConfig {
  /**
  * Seconds over which a broker that is down, restarting or limiting requests is asked again before an error is reported. 30 by default; 0 reports at once.
  */
  readonly retryTimeout?: number | undefined;
  /**
  * Api token of an operator or a tenant. Else REEVE_TOKEN, which keeps it out of files.
  */
  readonly token?: string | undefined;
  /**
  * Address of the broker. Else REEVE_URL, else http://127.0.0.1:8080.
  */
  readonly url?: string | undefined;
  /**
  * Alias name
  */
  readonly alias?: string | undefined;
}

/**
* Represents a `reeve`
*/
export class ReeveProvider extends cdktf.TerraformProvider {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "reeve";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a ReeveProvider resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the ReeveProvider to import
  * @param importFromId The id of the existing ReeveProvider that should be imported
  * @param provider? Optional instance of the provider where the ReeveProvider to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "reeve", importId: importFromId, ...(provider && { provider }) });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new `reeve` Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options ReeveProviderConfig = {}
  */
  public constructor(scope: Construct, id: string, config: ReeveProviderConfig = {}) {
    super(scope, id, {
      terraformResourceType: 'reeve',
      terraformGeneratorMetadata: {
        providerName: 'reeve',
        providerVersionConstraint: '~> 0.1'
      },
      terraformProviderSource: 'reeve/reeve'
    });
    this._retryTimeout = config.retryTimeout;
    this._token = config.token;
    this._url = config.url;
    this._alias = config.alias;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  private _retryTimeout?: number | undefined;
  /** Seconds over which a broker that is down, restarting or limiting requests is asked again before an error is reported. 30 by default; 0 reports at once. */
  public get retryTimeout() {
    return this._retryTimeout;
  }
  public set retryTimeout(value: number | undefined) {
    this._retryTimeout = value;
  }
  public resetRetryTimeout() {
    this._retryTimeout = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get retryTimeoutInput() {
    return this._retryTimeout;
  }

  private _token?: string | undefined;
  /** Api token of an operator or a tenant. Else REEVE_TOKEN, which keeps it out of files. */
  public get token() {
    return this._token;
  }
  public set token(value: string | undefined) {
    this._token = value;
  }
  public resetToken() {
    this._token = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tokenInput() {
    return this._token;
  }

  private _url?: string | undefined;
  /** Address of the broker. Else REEVE_URL, else http://127.0.0.1:8080. */
  public get url() {
    return this._url;
  }
  public set url(value: string | undefined) {
    this._url = value;
  }
  public resetUrl() {
    this._url = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get urlInput() {
    return this._url;
  }

  private _alias?: string | undefined;
  /** Alias name */
  public override get alias() {
    return this._alias;
  }
  public override set alias(value: string | undefined) {
    this._alias = value;
  }
  public resetAlias() {
    this._alias = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get aliasInput() {
    return this._alias;
  }

  // =========
  // SYNTHESIS
  // =========

  protected override synthesizeAttributes(): { [name: string]: any } {
    return {
      retry_timeout: cdktf.numberToTerraform(this._retryTimeout),
      token: cdktf.stringToTerraform(this._token),
      url: cdktf.stringToTerraform(this._url),
      alias: cdktf.stringToTerraform(this._alias),
    };
  }

  protected override synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      retry_timeout: {
        value: cdktf.numberToHclTerraform(this._retryTimeout),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      token: {
        value: cdktf.stringToHclTerraform(this._token),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      url: {
        value: cdktf.stringToHclTerraform(this._url),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      alias: {
        value: cdktf.stringToHclTerraform(this._alias),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
