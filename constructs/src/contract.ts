// What the contract demands of values, checked at synthesis for every resource of a stack with our provider.
import { TerraformResource, Token } from 'cdktf'
import type { IAspect } from 'cdktf'
import type { IConstruct } from 'constructs'
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
  /** Of an object, or of each object in a list. */
  readonly nested?: Readonly<Record<string, Rules>>
  /** It may only be a reference. */
  readonly secret?: boolean
}

/** Every mistake names the construct that people wrote. `ReeveProvider` adds this to its stack. */
export const keepContract: IAspect = {
  visit(node) {
    if (node instanceof TerraformResource && node.terraformResourceType in rules)
      ownerOf(node).node.addValidation({ validate: () => mistakes(node) })
  },
}

/** A construct has its one resource as `Default`: what people wrote, not what it is made of. */
function ownerOf(resource: IConstruct): IConstruct {
  const { id, scope } = resource.node
  return id === 'Default' && scope ? scope : resource
}

function mistakes(resource: TerraformResource): string[] {
  const table: Record<string, Rules> = rules[resource.terraformResourceType as keyof typeof rules]
  return brokenMembers(resource, table, (name) => `${camelCase(name)}Input`)
}

function brokenMembers(
  object: object,
  table: Readonly<Record<string, Rules>>,
  propertyOf: (name: string) => string,
): string[] {
  return Object.entries(table).flatMap(([name, demanded]) => {
    const value = (object as Record<string, unknown>)[propertyOf(name)]
    return broken(value, demanded).map((rule) => `${name}${rule}`)
  })
}

/** The rules that a value breaks, as the ends of sentences. What only Terraform will know is left to it. */
function broken(value: unknown, demanded: Rules): string[] {
  if (value == null || Token.isUnresolved(value)) return []
  if (demanded.secret)
    return [' is written out and would end up in the synthesised stack; pass a reference']
  if (typeof value === 'string') return brokenText(value, demanded).map((rule) => ` ${rule}`)
  if (typeof value === 'number') return brokenNumber(value, demanded).map((rule) => ` ${rule}`)
  if (Array.isArray(value)) return brokenList(value, demanded)
  return demanded.nested ? within(brokenMembers(value as object, demanded.nested, camelCase)) : []
}

const within = (rules: string[]) => rules.map((rule) => `.${rule}`)

function brokenList(
  value: unknown[],
  { minItems = 0, maxItems = Infinity, items, nested }: Rules,
): string[] {
  const each: Rules = { ...items, ...(nested && { nested }) }
  return [
    ...(value.length < minItems ? [` must have at least ${minItems} elements`] : []),
    ...(value.length > maxItems ? [` must have at most ${maxItems} elements`] : []),
    ...value.flatMap((item, index) =>
      broken(item, each).map((rule) => (nested ? `[${index}]${rule}` : rule)),
    ),
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
