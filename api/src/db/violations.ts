// What PostgreSQL refuses, as problems. Constraints are named after the problem they raise.
import pg from 'pg'
import { Problem, problem } from '../problem.ts'

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
])

/** The problem that an error of the driver means; other errors come back as they are. */
export function violation(error: unknown): Error {
  if (error instanceof Problem) return error
  if (error instanceof pg.DatabaseError) return refused(error)
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const message = error instanceof Error ? error.message : String(error)
  if (
    unreachable.has(code) ||
    /connection terminated|timeout exceeded when trying to connect/i.test(message)
  )
    return problem('unavailable', 'The database does not answer.', { cause: error, retryAfter: 1 })
  return error instanceof Error ? error : new Error(message)
}

function refused(error: pg.DatabaseError): Error {
  const constraint = error.constraint ?? ''
  if (error.code === '23505' && constraint.endsWith('_name_taken'))
    return problem('name-taken', 'Another resource has this name.', { cause: error })
  if (error.code === '22021')
    return problem('invalid-request', 'Text may not hold the character NUL (U+0000).', {
      cause: error,
    })
  if (error.code === '22007' || error.code === '22008')
    return problem('invalid-request', 'A date or time is out of range.', { cause: error })
  if (error.code === '23503' || error.code === '23001')
    return problem('in-use', 'Other resources depend on this one.', { cause: error })
  // 57P01…3: the server shuts down or starts; 53300: too many connections; class 08: connection broke
  if (/^(57P0[1-3]|53300|08)/.test(error.code ?? ''))
    return problem('unavailable', 'The database does not answer.', { cause: error, retryAfter: 1 })
  return error
}
