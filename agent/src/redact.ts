// Takes secrets out of what a run says: its lines, its progress, its errors and its result.
//
// A value is found as it is, and as JSON, base64, hex and a URL spell it; of a value of several lines each line is
// found too. Not found: what is shorter than four characters, a part of a value, and what a script made of it by
// other means. Whoever may write a task may use its secrets: this keeps them out by accident, not from its author.
import type { Ending } from './handlers/runner.ts'

export type Redact = (text: string) => string

const shortest = 4
const mark = '***'

export function redactor(secrets: Record<string, string>): Redact {
  const found = new Set(Object.values(secrets).flatMap(spellings))
  const all = [...found]
    .filter((text) => text.length >= shortest)
    .toSorted((a, b) => b.length - a.length) // the whole before its parts
  return (text) => all.reduce((left, one) => left.replaceAll(one, mark), text)
}

function spellings(value: string): string[] {
  const bytes = Buffer.from(value)
  return [
    value,
    ...value.split(/\r?\n/),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value.replaceAll(/\p{Surrogate}/gu, '\ufffd')),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ]
}

export function redactEnding(ending: Ending, redact: Redact): Ending {
  if (ending.status === 'completed') return { ...ending, result: inside(ending.result, redact) }
  if (ending.status === 'cancelled') return ending
  const { error } = ending
  const { message, stack } = error
  return {
    ...ending,
    error: { ...error, message: redact(message), ...(stack && { stack: redact(stack) }) },
  }
}

/** Any JSON; the names of members are text too. */
function inside(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item) => inside(item, redact))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, item]) => [redact(name), inside(item, redact)])
  return Object.fromEntries(members) as unknown
}
