// Argument templates of the exec handler: `{name}` stands for a value of the payload. One argument stays one argument.

const placeholder = /\{([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\}/g
/** What Linux takes as one argument, less its terminator. */
const argument_bytes = 131_071

/** The arguments, or what is wrong with the payload. */
export function fill(
  template: readonly string[],
  payload: unknown,
): { arguments: string[] } | { wrong: string } {
  const filled: string[] = []
  let literal = false // after `--` nothing is taken for an option
  for (const part of template) {
    if (part === '--') literal = true
    const names = [...part.matchAll(placeholder)].map((match) => match[1]!)
    const values = new Map(names.map((name) => [name, valueAt(payload, name)]))
    for (const [name, value] of values) {
      const wrong = mistakeIn(name, value, literal)
      if (wrong) return { wrong }
    }
    const argument = part.replaceAll(placeholder, (_, name: string) => values.get(name)!)
    if (Buffer.byteLength(argument) > argument_bytes)
      return { wrong: `An argument is longer than ${argument_bytes} bytes.` }
    filled.push(argument)
  }
  return { arguments: filled }
}

function mistakeIn(name: string, value: string | undefined, literal: boolean): string | undefined {
  if (value === undefined) return `The payload has no text or number named ${name}.`
  if (value.includes('\0')) return `The payload's ${name} holds a NUL character.`
  if (value.startsWith('-') && !literal)
    return `The payload's ${name} begins with '-': a tool could take it for an option.`
  return undefined
}

/** Own properties only; numbers and booleans as JSON writes them. */
function valueAt(payload: unknown, name: string): string | undefined {
  let value = payload
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string, unknown>)[step]
  }
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
