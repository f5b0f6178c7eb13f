// State of an older provider: handed back as it is, without attributes that are no longer offered.
import type { Attribute } from './model.ts'

/**
 * The JSON is not parsed into the answer: numbers above 2^53 would change, which shows as drift. Only if an attribute
 * has left the schema is the state written anew, since Terraform refuses what the schema does not name.
 */
export function upgrade(state: Uint8Array, attributes: Attribute[]): Uint8Array {
  const values = JSON.parse(Buffer.from(state).toString('utf8')) as Record<string, unknown> | null
  const offered = (name: string) => attributes.some((it) => it.name === name)
  if (!values || Object.keys(values).every(offered)) return state
  const kept = Object.entries(values).filter(([name]) => offered(name))
  return Buffer.from(JSON.stringify(Object.fromEntries(kept)))
}
