// What a JSON Schema validator found, in words that say what to do.
import type { Mistake } from './problem.ts'

/** What is used of Ajv's errors and of Fastify's. */
interface Found {
  instancePath: string
  keyword: string
  params: unknown
  message?: string | undefined
  parentSchema?: unknown
}

/** Each mistake with the pointer to it, below `base`. */
export function mistakesOf(found: readonly Found[], where: Mistake['in'], base = ''): Mistake[] {
  const errors = found.map((one) => {
    const params = one.params as Record<string, unknown>
    const at = base + one.instancePath
    const { missingProperty, additionalProperty } = params as Record<string, string>
    if (missingProperty !== undefined)
      return { in: where, pointer: below(at, missingProperty), detail: 'is required' }
    if (additionalProperty !== undefined)
      return { in: where, pointer: below(at, additionalProperty), detail: 'is not known here' }
    return { in: where, pointer: at, detail: wordsFor(one, params) }
  })
  return [...new Map(errors.map((one) => [one.pointer + one.detail, one])).values()]
}

export const sentenceOf = (mistakes: readonly Mistake[]): string =>
  `${mistakes.map(({ pointer, detail }) => `${pointer || 'The body'} ${detail}`).join('; ')}.`

/** A property as the last step of a JSON Pointer (RFC 6901 §3). */
export const below = (pointer: string, property: string): string =>
  `${pointer}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`

function wordsFor({ keyword, message, parentSchema }: Found, params: Record<string, unknown>) {
  if (keyword === 'enum')
    return `must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`
  if (keyword === 'not') return 'is reserved'
  if (keyword !== 'pattern') return message ?? 'is not valid'
  const { description } = (parentSchema ?? {}) as { description?: unknown }
  const meant = typeof description === 'string' ? ` (${description.replace(/\.$/, '')})` : ''
  return `must match the pattern ${String(params['pattern'])}${meant}`
}
