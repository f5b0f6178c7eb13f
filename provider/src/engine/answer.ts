// What the broker said: JSON of the contract, a problem document, or something that is not from a broker.
import { refuse } from './diagnostics.ts'
import type { Answer } from './http.ts'
import type { Json } from './model.ts'
import { Refused } from './refusal.ts'
import type { Problem } from './refusal.ts'

export function readAnswer(answer: Answer, call: string, repeated: boolean): Record<string, Json> {
  const { status, text, headers } = answer
  const succeeded = status >= 200 && status < 300
  if (succeeded && text === '') return {}
  const body = parse(text)
  if (body && succeeded) return body
  if (body && 'title' in body) throw new Refused(status, body as Problem, call, repeated)
  const type = headers['content-type'] ?? 'no content type'
  return refuse(
    'The answer is not from a Reeve broker',
    `${call} was answered with status ${status} and ${type}, not with the JSON of Reeve's contract. ` +
      'Does `url` (or REEVE_URL) name the broker, or is there a proxy in between?',
  )
}

function parse(text: string): Record<string, Json> | undefined {
  try {
    const value = JSON.parse(text) as Json
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
