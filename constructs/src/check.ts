// Checks as a construct is built: what cannot be meant, and secrets that are written out.
import { Token } from 'cdktf'
import type { Construct } from 'constructs'

/** A sentence with the construct's path, for what must not even be built. */
export function mistake(construct: Construct, sentence: string): Error {
  return new Error(`${construct.node.path}: ${sentence}`)
}

/** Secrets reach Terraform as references or by the environment; a literal stays in the stack. */
export function refuseLiteral(
  construct: Construct,
  what: string,
  value: string,
  instead: string,
): void {
  if (Token.isUnresolved(value) && !looksSecret(value)) return
  throw mistake(
    construct,
    `${what} is written out and would end up in the synthesised stack; ${instead}.`,
  )
}

/** Whether one of the broker's own secrets is in it. */
export function looksSecret(value: string): boolean {
  return /\b(agent|reeve|enrol|appsecret|launch)_[0-9a-f]{16}/.test(value)
}
