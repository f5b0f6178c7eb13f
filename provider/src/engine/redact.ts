// What a log may show of a body: the values of properties that are known and never secret, and nothing else.
import type { Attribute, Json, Model, Thing } from './model.ts'

const hidden = '(hidden)'
const longest = 200
/** Of a page and of a problem document, beside what the schemas name. */
const frame = ['items', 'next_cursor', 'title', 'code', 'detail', 'errors', 'pointer']

export type Redact = (body: Json | undefined) => Json

/** By name, at any depth: a name that is secret in one noun is hidden in all. What no schema names is hidden too. */
export function redactor({ resources, dataSources, ephemerals }: Model): Redact {
  const things = [resources, dataSources, ephemerals].flatMap((it): Thing[] => Object.values(it))
  const all = things.flatMap(({ attributes }) => flat(attributes))
  const secret = new Set(all.filter(isSecret).map(({ name }) => name))
  const shown = new Set(
    [...all.map(({ name }) => name), ...frame].filter((name) => !secret.has(name)),
  )
  const redact = (value: Json): Json => {
    if (typeof value === 'string') return clip(value)
    if (Array.isArray(value)) return value.map(redact)
    if (value === null || typeof value !== 'object') return value
    const entries = Object.entries(value)
    return Object.fromEntries(
      entries.map(([name, inner]) => [
        name,
        inner === null || shown.has(name) ? redact(inner) : hidden,
      ]),
    )
  }
  return (body) => redact(body ?? null)
}

/** Values of any form (`json`) and of free keys (maps) may hold what no schema tells of. */
function isSecret({ sensitive, json, type }: Attribute): boolean {
  return Boolean(sensitive) || Boolean(json) || (Array.isArray(type) && type[0] === 'map')
}

function flat(attributes: Attribute[]): Attribute[] {
  return attributes.flatMap((it) => [it, ...flat(it.nested?.attributes ?? [])])
}

function clip(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
