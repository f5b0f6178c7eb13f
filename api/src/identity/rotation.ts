// Credentials with two values: while one replaces the other both are taken, and never a third.
import { mistake, problem, type Problem } from '../problem.ts'

interface Rotating {
  status: string
  previous_until: string | null
  revision: number
}

/** Why a credential cannot be given another value; `revision` is the one it should have had, if any. */
export function notRotated(it: Rotating, revision: number | null): Problem {
  if (revision !== null && revision !== it.revision)
    return problem('stale', 'It changed since it was read. Read it again and repeat the change.')
  if (it.status !== 'active')
    return problem('conflict', `It is ${it.status}: nothing takes its place. Create another.`)
  return problem(
    'conflict',
    `The value before is taken until ${it.previous_until}, and two are taken at most: wait, or rotate with an overlap of 0 seconds, which ends both at once.`,
  )
}

/** What is due as soon as it is made would be rotated for ever. */
export function dueInItsLife({
  rotate_before_days,
  expires_in_days,
}: {
  rotate_before_days: number | null
  expires_in_days: number | null
}): void {
  if (rotate_before_days === null) return
  if (expires_in_days === null)
    throw mistake('/rotate_before_days', 'must be null of what never expires')
  if (rotate_before_days >= expires_in_days)
    throw mistake('/rotate_before_days', `must be less than expires_in_days (${expires_in_days})`)
}
