// The session token: got by enrolment, renewed at three quarters of its life, got anew when the broker forgot it.
import { createBackoff } from './backoff.ts'
import { sleep, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import { agentToken } from './enrolments/agent-token.ts'
import type { Method } from './enrolments/method.ts'
import { RefusedError } from './errors.ts'
import { post, type Answer } from './http.ts'
import type { Identity } from './identity.ts'
import type { Logger } from './logger.ts'

const methods: readonly Method[] = [agentToken]
/** Of a token's life; the rest is for a broker that is down at that moment. */
const renewAt = 0.75

export interface Session {
  readonly token: string
  readonly expires_in: number
}

export interface Credential {
  /** The latest session; undefined before the first enrolment. */
  current(): Session | undefined
  /** Proves who the agent is, until there is an answer. Throws RefusedError. */
  enrol(signal: AbortSignal): Promise<void>
  /** A fresh token for the session, or by enrolment when the broker will not renew. Throws RefusedError. */
  renew(signal: AbortSignal): Promise<void>
  /** Renews for ever; each fresh token is handed on. Throws RefusedError. */
  keepFresh(signal: AbortSignal, onFresh: (token: string) => void): Promise<void>
}

export interface CredentialOptions {
  config: Config
  identity: Identity
  clock: Clock
  logger: Logger
  fetch: typeof globalThis.fetch
}

export function createCredential(options: CredentialOptions): Credential {
  const { config, clock, logger, identity } = options
  let session: Session | undefined
  let since = 0

  async function enrol(signal: AbortSignal): Promise<void> {
    const answer = await ask(
      'enrolments',
      { body: introduction(config, identity) },
      options,
      signal,
    )
    if (signal.aborted) return
    if (answer.kind === 'no') throw refusal(config, answer)
    const enrolled = answer.body as Record<string, unknown>
    keep(answer.body)
    await identity.keep(String(enrolled['agent']))
    const { agent, tenant, pool } = enrolled
    logger.info({ operation: 'createEnrolment', tenant, agent, pool }, 'enrolled')
  }

  async function renew(signal: AbortSignal): Promise<void> {
    if (session === undefined) return enrol(signal)
    const request = { bearer: session.token }
    const answer = await ask('session/renewals', request, options, signal)
    if (signal.aborted) return
    if (answer.kind === 'answer') return keep(answer.body)
    const { status, code } = answer
    logger.warn({ operation: 'renewAgentSession', status, code }, 'not renewed: enrolling again')
    return enrol(signal)
  }

  function keep(body: unknown): void {
    const { token, expires_in } = body as Session
    session = { token, expires_in }
    since = clock.now()
  }

  return {
    current: () => session,
    enrol,
    renew,
    async keepFresh(signal, onFresh) {
      while (!signal.aborted) {
        const due = since + (session?.expires_in ?? 0) * 1000 * renewAt - clock.now()
        if (due > 0) {
          await sleep(clock, due, signal)
          continue // it may have been renewed meanwhile
        }
        await renew(signal)
        if (session && !signal.aborted) onFresh(session.token)
      }
    },
  }
}

function introduction(config: Config, identity: Identity): Record<string, unknown> {
  const method = methods.find((candidate) => candidate.applies(config))
  const { name, version, worker_type, max_concurrent, tenant_slug } = config
  const { region, capabilities, tools, labels } = config
  return {
    method: method?.method,
    proof: method?.proof(config),
    agent: {
      id: identity.id(),
      name,
      version,
      worker_type,
      max_concurrent,
      region,
      capabilities,
      tools,
      labels,
      tenant_slug,
    },
  }
}

type Definite = Exclude<Answer, { kind: 'again' }>

/** Asks until there is a definite answer. When the signal aborts the answer is of no meaning. */
async function ask(
  path: string,
  request: { body?: unknown; bearer?: string },
  { config, clock, logger, fetch }: CredentialOptions,
  signal: AbortSignal,
): Promise<Definite> {
  const url = `${config.url}/api/v1/agent/${path}`
  const backoff = createBackoff()
  while (!signal.aborted) {
    const answer = checked(path, await post({ fetch, url, signal, ...request }))
    if (answer.kind !== 'again') return answer
    if (signal.aborted) break
    const wait_ms = Math.round(answer.after_ms ?? backoff.next())
    const operation = path === 'enrolments' ? 'createEnrolment' : 'renewAgentSession'
    logger.warn({ operation, url, wait_ms, why: answer.why }, 'no answer yet: asking again')
    await sleep(clock, wait_ms, signal)
  }
  return { kind: 'no', status: 0, code: '', detail: 'stopped' }
}

/** A success that is none of Reeve's (a proxy's page, say) is no answer. */
function checked(path: string, answer: Answer): Answer {
  if (answer.kind !== 'answer') return answer
  const { token, expires_in, agent } = (answer.body ?? {}) as Record<string, unknown>
  const session = typeof token === 'string' && token !== '' && Number(expires_in) > 0
  if (session && (path !== 'enrolments' || typeof agent === 'string')) return answer
  return { kind: 'again', why: "the answer is not a Reeve broker's", after_ms: null }
}

function refusal(config: Config, no: Extract<Answer, { kind: 'no' }>): RefusedError {
  const said = [no.code, no.detail].filter(Boolean).join(': ') || 'no reason given'
  const advice =
    no.code === 'token-spent'
      ? 'AGENT_TOKEN is wrong, expired or revoked: set a valid one.'
      : no.status === 404 || no.code === ''
        ? 'Check that BACKEND_URL is the address of a Reeve broker.'
        : 'Check AGENT_TOKEN and TENANT_SLUG.'
  return new RefusedError(
    `The broker at ${config.url} refused this agent (HTTP ${no.status}, ${said}). ${advice}`,
  )
}
