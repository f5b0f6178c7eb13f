// What the door answers: a session, or a ticket.
import type { Schemas } from '../http/revision.ts'
import type { Issued } from '../identity/sessions.ts'
import type { Facts } from './method.ts'
import type { Waiting } from './waiting.ts'

/** Either it is in and has a session, or it waits and has a ticket. */
export type Admitted = { agent: string } & (
  | { session: Pick<Issued, 'token' | 'expires_in'> }
  | { waiting: Omit<Waiting, 'lease'> }
)

export function answerOf(
  admitted: Admitted,
  { tenant, pool }: Pick<Facts, 'tenant' | 'pool'>,
): Schemas['Enrolment'] {
  const { agent } = admitted
  const its = { agent, tenant, pool }
  if ('session' in admitted) {
    const { token, expires_in } = admitted.session
    const none = { ticket: null, nonce: null, ask_in: null }
    return { status: 'approved', ...its, token, expires_in, ...none }
  }
  const { ticket, nonce, ask_in } = admitted.waiting
  const none = { token: null, expires_in: null }
  return { status: 'pending', ...its, ...none, ticket, nonce: nonce.toString('hex'), ask_in }
}
