// ApiToken: a credential for automation, whose scopes come together from what it is granted.
import type { Construct } from 'constructs'
import * as l1 from './generated/index.ts'

export interface ApiTokenConfig extends Omit<l1.ApiTokenConfig, 'scopes'> {
  /**
   * What it may do from the beginning, such as `jobs:read`.
   * @default what it is granted: `acme.grantSubmit(token)`
   */
  readonly scopes?: string[]
}

/** An operator's token; `acme.apiToken(…)` makes a tenant's. `.token` is known after the first apply. */
export class ApiToken extends l1.ApiToken {
  constructor(scope: Construct, id: string, { scopes = [], ...config }: ApiTokenConfig) {
    super(scope, id, { ...config, scopes })
  }

  /** Lets it do more; to say it again changes nothing. Other scopes make another token of it. */
  addScopes(...scopes: string[]): this {
    this.scopes = [...new Set([...(this.scopesInput ?? []), ...scopes])]
    return this
  }
}
