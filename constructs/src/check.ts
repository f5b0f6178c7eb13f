// Checks values at synthesis: against the contract, and that none is a secret written out.
import { Token } from 'cdktf'
import type { TerraformResource } from 'cdktf'
import type { Construct } from 'constructs'
import { rules } from './generated/rules.ts'

interface Rules {
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly reserved?: readonly unknown[]
  readonly integer?: boolean
  readonly json?: boolean
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Rules
}

/** Mistakes are reported under the path of `owner`: what people wrote, not what it is made of. */
export function check(resource: TerraformResource, owner: Construct = resource): void {
  owner.node.addValidation({ validate: () => mistakes(resource) })
}

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
  return /\b(agent|reeve)_[0-9a-f]{16}/.test(value)
}

function mistakes(resource: TerraformResource): string[] {
  const table: Record<string, Rules> = rules[resource.terraformResourceType as keyof typeof rules]
  return Object.entries(table).flatMap(([name, demanded]) => {
    const value = (resource as unknown as Record<string, unknown>)[`${camelCase(name)}Input`]
    return broken(value, demanded).map((rule) => `${name} ${rule}`)
  })
}

/** The rules that a value breaks. What only Terraform will know is left to the provider. */
function broken(value: unknown, demanded: Rules): string[] {
  if (value == null || Token.isUnresolved(value)) return []
  if (typeof value === 'string') return brokenText(value, demanded)
  if (typeof value === 'number') return brokenNumber(value, demanded)
  if (!Array.isArray(value)) return []
  const { minItems = 0, maxItems = Infinity, items = {} } = demanded
  return [
    ...(value.length < minItems ? [`must have at least ${minItems} elements`] : []),
    ...(value.length > maxItems ? [`must have at most ${maxItems} elements`] : []),
    ...value.flatMap((item) => broken(item, items)),
  ]
}

function brokenText(value: string, demanded: Rules): string[] {
  const { pattern, enum: allowed, reserved, minLength = 0, maxLength = Infinity } = demanded
  const { length } = Array.from(value)
  const broken = [
    ...(length < minLength ? [`must have at least ${minLength} characters`] : []),
    ...(length > maxLength ? [`must have at most ${maxLength} characters`] : []),
    ...(pattern && !new RegExp(pattern, 'u').test(value) ? [`must match ${pattern}`] : []),
    ...(allowed && !allowed.includes(value) ? [`must be one of ${allowed.join(', ')}`] : []),
    ...(reserved?.includes(value)
      ? [`must not be one of ${reserved.join(', ')}, which are reserved`]
      : []),
    ...brokenForm(value, demanded),
  ]
  return broken.map((rule) => `${rule}; it is ${JSON.stringify(value)}`)
}

function brokenForm(value: string, { json, format }: Rules): string[] {
  return [
    ...(format === 'date-time' && Number.isNaN(Date.parse(value))
      ? ['must be a time (RFC 3339)']
      : []),
    ...(json && !isJson(value) ? ['must be JSON; write it with Fn.jsonencode()'] : []),
  ]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function brokenNumber(value: number, demanded: Rules): string[] {
  const { minimum = -Infinity, maximum = Infinity, integer } = demanded
  const broken = [
    ...(value < minimum ? [`must be at least ${minimum}`] : []),
    ...(value > maximum ? [`must be at most ${maximum}`] : []),
    ...(integer && !Number.isInteger(value) ? ['must be a whole number'] : []),
  ]
  return broken.map((rule) => `${rule}; it is ${value}`)
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
