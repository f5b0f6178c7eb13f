// Waiting to be let in: asks with its ticket until there is a decision. Each question is signed with the agent's own
// key, so that a ticket is worth nothing to others.
import { createHash } from 'node:crypto'
import { transcript } from '@reeve/openapi/transcripts'
import { sleep, type Clock } from '../clock.ts'
import type { Answer } from '../http.ts'
import type { Logger } from '../logger.ts'

/** What the broker answered instead of a session. */
interface Waiting {
  ticket: string
  /** 64 hex digits; signed with the next question. */
  nonce: string
  /** Seconds. */
  ask_in: number
}

type Definite = Exclude<Answer, { kind: 'again' }>

interface Means {
  /** Signs with the agent's own key; base64. */
  sign: (data: Uint8Array) => string
  /** Asks the broker, again and again until there is a definite answer. */
  collect: (body: object, signal: AbortSignal) => Promise<Definite>
  clock: Clock
  logger: Logger
  random?: () => number
}

/** What was signed is not to be told by its bytes from anything else that is. */
const domain = 'reeve/enrol/ticket/v1'

export const isWaiting = (body: unknown): body is Waiting & { status: 'pending' } => {
  const { status, ticket, nonce, ask_in } = (body ?? {}) as Record<string, unknown>
  return (
    status === 'pending' &&
    typeof ticket === 'string' &&
    typeof nonce === 'string' &&
    /^[0-9a-f]{64}$/.test(nonce) &&
    Number(ask_in) > 0
  )
}

/** The decision: an answer that lets in, or a no. When the signal aborts it is of no meaning. */
export async function waitForDecision(
  first: Waiting,
  means: Means,
  signal: AbortSignal,
): Promise<Definite> {
  const { sign, collect, clock, logger, random = Math.random } = means
  const { ticket } = first
  let { nonce, ask_in } = first
  logger.info({ operation: 'collectEnrolment', ask_in }, 'waiting to be let in')
  while (!signal.aborted) {
    // a fleet that started together does not ask together
    await sleep(
      clock,
      Math.round(Math.min(ask_in, longest) * 1000 * (0.8 + 0.4 * random())),
      signal,
    )
    if (signal.aborted) break
    const signature = sign(statement(ticket, nonce))
    const answer = await collect({ ticket, nonce, signature }, signal)
    if (answer.kind === 'no' || !isWaiting(answer.body)) return answer
    ;({ nonce, ask_in } = answer.body)
  }
  return { kind: 'no', status: 0, code: '', detail: 'stopped' }
}

/** Seconds that an agent sleeps at most, whatever a broker says. */
const longest = 3600

const statement = (ticket: string, nonce: string): Uint8Array =>
  transcript(domain, [createHash('sha256').update(ticket).digest(), Buffer.from(nonce, 'hex')])
