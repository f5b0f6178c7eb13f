// Terraform's values: MessagePack with unknowns as extensions, read and written by their type.
import { decode, encode, ExtData } from '@msgpack/msgpack'

export type Type =
  | 'string'
  | 'number'
  | 'bool'
  | readonly ['list' | 'set' | 'map', Type]
  | ObjectType
export type ObjectType = readonly ['object', { readonly [name: string]: Type }]

/** An unknown keeps what Terraform knows about it (its refinement), so that it can be handed back unchanged. */
export type Unknown = ExtData
/** A number that float64 cannot hold is a bigint, or a string of its digits. */
export type Value = null | boolean | number | bigint | string | Unknown | Value[] | ObjectValue
export interface ObjectValue {
  [name: string]: Value
}

const refined = 12
export const unknown: Unknown = new ExtData(0, Uint8Array.of(0))
/** Lets `id != null` be known while planning: the map { 1: false }, where 1 is "may be null". */
export const unknownNotNull: Unknown = new ExtData(refined, Uint8Array.of(0x81, 1, 0xc2))

export function isUnknown(value: Value | undefined): value is Unknown {
  return value instanceof ExtData
}

export function decodeValue(bytes: Uint8Array, type: Type): Value {
  return bytes.length === 0 ? null : shape(decode(bytes, { useBigInt64: true }) as Value, type)
}

export function encodeValue(value: Value, type: Type): Uint8Array {
  return encode(unshape(value, type), { useBigInt64: true })
}

/** 5, 5n and '5' are one number to Terraform; here the plainest form that is exact. */
function shape(value: Value, type: Type): Value {
  if (value === null || isUnknown(value)) return value
  if (type === 'number') return plainest(value as number | bigint | string)
  return typeof type === 'string' ? value : eachPart(value, type, shape)
}

function unshape(value: Value, type: Type): Value {
  if (value === null || isUnknown(value)) return value
  // 0.1 as a float64 is not Terraform's 0.1: what is not whole travels as its digits.
  if (type === 'number' && typeof value === 'number' && !Number.isInteger(value))
    return String(value)
  return typeof type === 'string' ? value : eachPart(value, type, unshape)
}

function eachPart(
  value: Value,
  type: Exclude<Type, string>,
  change: (value: Value, type: Type) => Value,
): Value {
  const [kind, inner] = type
  if (kind === 'list' || kind === 'set')
    return (value as Value[]).map((item) => change(item, inner))
  const members = value as ObjectValue
  const typed: [string, Type][] =
    kind === 'map' ? Object.keys(members).map((key) => [key, inner]) : Object.entries(inner)
  return Object.fromEntries(typed.map(([key, of]) => [key, change(members[key] ?? null, of)]))
}

function plainest(value: number | bigint | string): number | bigint | string {
  const number = Number(value)
  return Number.isSafeInteger(number) || String(number) === String(value) ? number : value
}
