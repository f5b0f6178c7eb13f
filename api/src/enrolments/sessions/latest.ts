// The token that an enrolment's row describes: whoever makes it again makes the same one.
import type { Issued, Said } from '../../identity/sessions.ts'
import type { Trust } from '../../identity/trust.ts'
import { problem } from '../../problem.ts'
import type { Latest } from './store.ts'

export function issueLatest(
  { sessions }: Pick<Trust, 'sessions'>,
  said: Said,
  { jti, iat, exp, generation: gen }: Latest,
): Promise<Issued> {
  if (exp - iat < 1) throw problem('unauthenticated', 'The enrolment has ended. Enrol again.')
  return sessions.issue({ ...said, gen, jti, iat }, exp - iat)
}
