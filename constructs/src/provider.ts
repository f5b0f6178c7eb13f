// The provider, with its one trap closed, and what it sees to in its stack.
import { Aspects, TerraformStack } from 'cdktf'
import type { Construct } from 'constructs'
import { ForbidLiteralSecrets } from './aspects.ts'
import { refuseLiteral } from './check.ts'
import { keepContract } from './contract.ts'
import * as l1 from './generated/index.ts'

export type ReeveProviderConfig = l1.ReeveProviderConfig

const forbidSecrets = new ForbidLiteralSecrets()

/**
 * Says which broker the resources of a stack belong to. With no configuration Terraform asks the
 * environment: `REEVE_URL` and `REEVE_TOKEN`. At synthesis all resources of the stack are held
 * against the contract, and no secret may be written out.
 *
 * A `token` must be a reference, such as a sensitive `TerraformVariable`'s `stringValue`: one that
 * is written out would be readable in `cdktf.out`.
 */
export class ReeveProvider extends l1.ReeveProvider {
  constructor(scope: Construct, id: string, config: ReeveProviderConfig = {}) {
    super(scope, id, config)
    if (config.token !== undefined)
      refuseLiteral(
        this,
        'token',
        config.token,
        'set REEVE_TOKEN where Terraform runs, or pass a TerraformVariable',
      )
    Aspects.of(TerraformStack.of(this)).add(keepContract)
    Aspects.of(TerraformStack.of(this)).add(forbidSecrets)
  }
}
