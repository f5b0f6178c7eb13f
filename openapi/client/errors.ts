// How a call fails: the broker refused it, or no broker answered.
import type { ProblemCode } from '../problems.ts'

/** One mistake in a request and where it is. */
export interface Mistake {
  in: 'body' | 'path' | 'query' | 'header'
  /** JSON Pointer (RFC 6901) into that part. */
  pointer: string
  detail: string
}

/** What the broker says of a failure (RFC 9457). A newer broker may know more codes. */
export interface Problem {
  code: ProblemCode | (string & {})
  status: number
  title: string
  detail: string
  /** The request's id, as in the broker's log. */
  instance: string
  errors: Mistake[]
  /** Addresses of other objects that decide it: when they change, so may the answer. */
  because?: string[]
}

/** The broker refused a call or failed at it. Branch on `code`. */
export class ProblemError extends Error implements Problem {
  override readonly name = 'ProblemError'
  readonly operation: string
  readonly code: Problem['code']
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly instance: string
  readonly errors: Mistake[]
  readonly because: string[]
  /** After how many seconds the broker wants to be asked again, if it said so. */
  readonly retryAfter: number | undefined

  constructor(operation: string, problem: Problem, retryAfter?: number) {
    super(sentence(operation, problem))
    this.operation = operation
    this.code = problem.code
    this.status = problem.status
    this.title = problem.title
    this.detail = problem.detail
    this.instance = problem.instance
    this.errors = problem.errors
    this.because = problem.because ?? []
    this.retryAfter = retryAfter
  }
}

/** No broker answered: nothing listens there, it took too long, or something else answered in its place. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
  readonly operation: string
  readonly address: string
  /** What stood in the way, as the end of a sentence. */
  readonly reason: string

  constructor(operation: string, address: string, reason: string, options?: ErrorOptions) {
    super(`${operation}: no answer from a broker at ${address}: ${reason}.`, options)
    this.operation = operation
    this.address = address
    this.reason = reason
  }
}

/** The problem in an answer's body, or undefined when the body is not a broker's. */
export function problemOf(response: Response, text: string): Problem | undefined {
  if (!response.headers.get('content-type')?.includes('json')) return undefined
  const body = parsed(text)
  if (typeof body?.['code'] !== 'string' || typeof body['title'] !== 'string') return undefined
  const {
    code,
    title,
    detail = '',
    instance = '',
    errors = [],
    because = [],
  } = body as Partial<Problem>
  return { code: code!, title: title!, detail, instance, errors, because, status: response.status }
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function sentence(operation: string, { status, code, title, detail, instance }: Problem): string {
  const verb = status >= 500 ? 'failed' : 'was refused'
  const request = instance === '' ? '' : `, request ${instance}`
  return `${operation} ${verb}: ${detail || title} (${code}${request})`
}
