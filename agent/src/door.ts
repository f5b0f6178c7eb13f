// Asking the broker at its doors for agents: again and again until there is an answer of a Reeve broker's.
import { createBackoff } from './backoff.ts'
import { sleep, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import { post, type Answer } from './http.ts'
import type { Logger } from './logger.ts'

export type Definite = Exclude<Answer, { kind: 'again' }>

/** Path below /api/v1/agent, what the log calls it, and what an answer must hold to be one. */
interface Door {
  path: string
  operation: string
  isAnswer: (body: Record<string, unknown>) => boolean
}

const isSession = ({ token, expires_in }: Record<string, unknown>) =>
  typeof token === 'string' && token !== '' && Number(expires_in) > 0

const isEnrolment = (body: Record<string, unknown>) =>
  typeof body['agent'] === 'string' && (body['status'] === 'pending' || isSession(body))

export const doors = {
  enrolment: { path: 'enrolments', operation: 'createEnrolment', isAnswer: isEnrolment },
  decision: { path: 'enrolments/collect', operation: 'collectEnrolment', isAnswer: isEnrolment },
  challenge: {
    path: 'challenges',
    operation: 'createChallenge',
    isAnswer: ({ nonce }) => /^[0-9a-f]{64}$/.test(String(nonce)),
  },
  renewal: { path: 'session/renewals', operation: 'renewAgentSession', isAnswer: isSession },
  resumption: {
    path: 'session/resumptions',
    operation: 'resumeAgentSession',
    isAnswer: isSession,
  },
} as const satisfies Record<string, Door>

export interface Means {
  config: Pick<Config, 'url'>
  clock: Clock
  logger: Logger
  fetch: typeof globalThis.fetch
}

interface Request {
  body?: unknown
  bearer?: string
}

/** `request` is called for each attempt. When the signal aborts the answer is of no meaning. */
export async function ask(
  { path, operation, isAnswer }: Door,
  request: () => Request | Promise<Request>,
  { config, clock, logger, fetch }: Means,
  signal: AbortSignal,
): Promise<Definite> {
  const url = `${config.url}/api/v1/agent/${path}`
  const backoff = createBackoff()
  while (!signal.aborted) {
    const answer = checked(isAnswer, await post({ fetch, url, signal, ...(await request()) }))
    if (answer.kind !== 'again') return answer
    if (signal.aborted) break
    const wait_ms = Math.round(answer.after_ms ?? backoff.next())
    logger.warn({ operation, url, wait_ms, why: answer.why }, 'no answer yet: asking again')
    await sleep(clock, wait_ms, signal)
  }
  return { kind: 'no', status: 0, code: '', detail: 'stopped' }
}

/** A success that is none of Reeve's (a proxy's page, say) is no answer. */
function checked(isAnswer: Door['isAnswer'], answer: Answer): Answer {
  if (answer.kind !== 'answer') return answer
  if (isAnswer((answer.body ?? {}) as Record<string, unknown>)) return answer
  return { kind: 'again', why: "the answer is not a Reeve broker's", after_ms: null }
}
