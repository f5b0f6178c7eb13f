// What the broker said: JSON of the contract, a problem document, or something that is not from a broker.
import { refuse } from './diagnostics.ts'
import type { Problem } from './diagnostics.ts'
import type { Answer } from './http.ts'
import type { Json } from './model.ts'

/** The broker said no. */
export class Refused extends Error {
  readonly status: number
  readonly problem: Problem
  readonly call: string
  /** An earlier attempt may have reached the broker. */
  readonly repeated: boolean
  constructor(status: number, problem: Problem, call: string, repeated: boolean) {
    super(problem.title ?? `status ${status}`)
    this.status = status
    this.problem = problem
    this.call = call
    this.repeated = repeated
  }
}

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
