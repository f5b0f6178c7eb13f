// Credentials with two values: while one replaces the other both are taken, and never a third.
import { problem, type Problem } from '../problem.ts'

/** Why a credential cannot be given another value. */
export function stillTwo({
  status,
  previous_until,
}: {
  status: string
  previous_until: string | null
}): Problem {
  if (status !== 'active')
    return problem('conflict', `It is ${status}: nothing takes its place. Create another.`)
  return problem(
    'conflict',
    `The value before is taken until ${previous_until}, and two are taken at most: wait, or rotate with an overlap of 0 seconds, which ends both at once.`,
  )
}
