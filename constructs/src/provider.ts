// The provider, with its one trap closed.
import type { Construct } from 'constructs'
import { refuseLiteral } from './check.ts'
import * as l1 from './generated/index.ts'

export type ReeveProviderConfig = l1.ReeveProviderConfig

/**
 * Says which broker the resources of a stack belong to. With no configuration Terraform asks the
 * environment: `REEVE_URL` and `REEVE_TOKEN`.
 *
 * A `token` must be a reference, such as a sensitive `TerraformVariable`'s `stringValue`: one that
 * is written out would be readable in `cdktf.out`.
 */
export class ReeveProvider extends l1.ReeveProvider {
  constructor(scope: Construct, id: string, config: ReeveProviderConfig = {}) {
    super(scope, id, config)
    if (config.token === undefined) return
    refuseLiteral(
      this,
      'token',
      config.token,
      'set REEVE_TOKEN where Terraform runs, or pass a TerraformVariable',
    )
  }
}
