// The session token: got by enrolment, renewed at three quarters of its life, got anew when the broker forgot it.
import { transcript } from '@reeve/openapi/transcripts'
import { sleep, type Clock } from './clock.ts'
import type { Config } from './config.ts'
import { ask, doors, type Definite } from './door.ts'
import type { Method } from './enrolments/method.ts'
import { methods } from './enrolments/methods.ts'
import { isWaiting, waitForDecision } from './enrolments/pending.ts'
import type { Identity } from './identity.ts'
import type { AgentKey } from './key.ts'
import type { Logger } from './logger.ts'
import { refusal } from './refusal.ts'

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
  key: Pick<AgentKey, 'publicKey' | 'sign'>
  clock: Clock
  logger: Logger
  fetch: typeof globalThis.fetch
}

export function createCredential(options: CredentialOptions): Credential {
  const { config, clock, logger, identity } = options
  const method = methods[config.method]
  let session: Session | undefined
  let since = 0

  async function enrol(signal: AbortSignal): Promise<void> {
    // what can be used once has been, if there is an id
    const resumed = method.once === true && (await resume(options, signal))
    if (signal.aborted) return
    if (resumed) return keep(resumed)
    const answer = await decided(options, method, signal)
    if (signal.aborted) return
    if (answer.kind === 'no') throw refusal(config, answer)
    keep(answer.body)
    const { agent, tenant, pool } = answer.body as Record<string, unknown>
    await identity.keep(String(agent))
    logger.info({ operation: 'createEnrolment', tenant, agent, pool }, 'enrolled')
  }

  async function renew(signal: AbortSignal): Promise<void> {
    if (session === undefined) return enrol(signal)
    const bearer = session.token
    const answer = await ask(doors.renewal, () => ({ bearer }), options, signal)
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

/** Enrols, and waits where a person decides. One that waited in vain for too long enrols again. */
async function decided(
  options: CredentialOptions,
  method: Method,
  signal: AbortSignal,
): Promise<Definite> {
  const { key, identity, clock, logger } = options
  const collect = (body: object, stop: AbortSignal) =>
    ask(doors.decision, () => ({ body }), options, stop)
  for (;;) {
    const body = () => introduction(options, method, signal)
    const answer = await ask(doors.enrolment, body, options, signal)
    if (signal.aborted || answer.kind === 'no' || !isWaiting(answer.body)) return answer
    await identity.keep(String((answer.body as { agent?: unknown }).agent))
    const means = { sign: key.sign, collect, clock, logger }
    const decision = await waitForDecision(answer.body, means, signal)
    if (signal.aborted || decision.kind === 'answer' || decision.code !== 'token-spent')
      return decision
    logger.warn({ operation: 'collectEnrolment' }, 'the ticket is spent: enrolling again')
  }
}

/** Goes on with an enrolment that stands, by the agent's own key; undefined when the broker will not. */
async function resume(options: CredentialOptions, signal: AbortSignal): Promise<unknown> {
  const { identity, key, logger } = options
  const agent = identity.id()
  if (agent === null) return undefined
  const body = async () => {
    const nonce = await challenge(options, signal)
    const said = [Buffer.from(nonce, 'hex'), agent, key.publicKey]
    const signature = key.sign(transcript('reeve/session/resume/v1', said))
    return { body: { agent, nonce, signature } }
  }
  const answer = await ask(doors.resumption, body, options, signal)
  const operation = 'resumeAgentSession'
  if (answer.kind === 'answer') {
    logger.info({ operation, agent }, 'resumed')
    return answer.body
  }
  const { status, code } = answer
  if (!signal.aborted) logger.warn({ operation, status, code }, 'not resumed: enrolling')
  return undefined
}

/** Throws RefusedError. When the signal aborts what it gives is of no meaning. */
async function challenge(options: CredentialOptions, signal: AbortSignal): Promise<string> {
  const answer = await ask(doors.challenge, () => ({}), options, signal)
  if (answer.kind === 'answer') return (answer.body as { nonce: string }).nonce
  if (signal.aborted) return ''
  throw refusal(options.config, answer)
}

async function introduction(options: CredentialOptions, method: Method, signal: AbortSignal) {
  const { config, identity, key } = options
  const { name, version, worker_type, max_concurrent, tenant_slug } = config
  const { region, capabilities, tools, labels } = config
  const asking = { config, key, challenge: () => challenge(options, signal) }
  const agent = {
    ...{ id: identity.id(), name, version, worker_type, max_concurrent },
    ...{ region, capabilities, tools, labels, tenant_slug },
    public_key: key.publicKey.toString('base64'),
  }
  return { body: { method: method.method, proof: await method.proof(asking), agent } }
}
