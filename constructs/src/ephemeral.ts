// EphemeralToken: a secret that is minted by an apply, handed on in it, and in no plan and no state.
import { TerraformElement, Token, ref } from 'cdktf'
import type { Construct } from 'constructs'

export interface EphemeralTokenProps {
  /**
   * Days until it expires.
   * @default never
   */
  readonly expiresInDays?: number
}

/**
 * Made once per name: another name is another token. `.token` may go where Terraform takes ephemeral
 * values, such as a provisioner's environment, a write-only attribute or another provider's
 * configuration. It needs Terraform 1.10 or later. CDKTF makes no classes for ephemeral resources,
 * so this one says by itself what Terraform reads.
 */
export class EphemeralToken extends TerraformElement {
  readonly name: string
  private readonly type: string
  private readonly attributes: Record<string, unknown>

  constructor(
    scope: Construct,
    id: string,
    type: string,
    name: string,
    attributes: Record<string, unknown>,
  ) {
    super(scope, id)
    this.name = name
    this.type = type
    this.attributes = attributes
  }

  get token(): string {
    return Token.asString(ref(`ephemeral.${this.type}.${this.friendlyUniqueId}.token`))
  }

  /** A plan mints nothing. */
  override toTerraform(): object {
    const body = { name: this.name, ...this.attributes, applying: ref('terraform.applying') }
    return { ephemeral: { [this.type]: { [this.friendlyUniqueId]: body } } }
  }
}
