// A failure that a caller may see. Code throws `problem(code, detail)`; status codes are looked up at the very end.
import { type ProblemCode, problems } from '@reeve/openapi'

export interface Mistake {
  in: 'body' | 'path' | 'query' | 'header'
  pointer: string
  detail: string
}

/** `detail` and `errors` are public; `cause` goes to the log alone. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly errors: Mistake[] | undefined
  readonly because: string[] | undefined
  readonly retryAfter: number | undefined

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause })
    this.name = 'Problem'
    this.code = code
    this.errors = options.errors
    this.because = options.because
    this.retryAfter = options.retryAfter
  }

  get status(): number {
    return problems[this.code].status
  }
}

interface ProblemOptions {
  cause?: unknown
  errors?: Mistake[]
  /** Addresses of the other objects that decide it. */
  because?: string[]
  /** Seconds until it may go better. */
  retryAfter?: number
}

export function problem(code: ProblemCode, detail: string, options?: ProblemOptions): Problem {
  return new Problem(code, detail, options)
}

/** By whom something is in use, as far as a problem names them: all, or of very many nobody. */
export const becauseOf = (users: Array<{ address: string }>): ProblemOptions =>
  users.length > 50 ? {} : { because: users.map(({ address }) => address) }

/** A mistake in one property of the body that the schema alone cannot tell. */
export function mistake(pointer: string, detail: string, because?: string[]): Problem {
  return problem('invalid-request', `${pointer} ${detail}`, {
    errors: [{ in: 'body', pointer, detail }],
    ...(because && { because }),
  })
}

/** What leaves the broker (RFC 9457). What went wrong inside it does not. */
export function documentOf(failure: Problem, instance: string) {
  const { code, errors, because } = failure
  const { status, title } = problems[code]
  const detail = status === 500 ? 'The failure was logged under this instance.' : failure.message
  return {
    type: `/problems/${code}`,
    title,
    status,
    code,
    detail,
    instance,
    ...(errors && { errors }),
    ...(because && { because }),
  }
}
