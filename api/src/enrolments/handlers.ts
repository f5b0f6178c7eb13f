// The one door for agents: prove, decide, admit, issue.
import type { Context, Handlers } from '../http/contract.ts'
import type { Trust } from '../identity/trust.ts'
import { Problem, problem } from '../problem.ts'
import { checkChallenge } from './challenge.ts'
import { admit, turnAway } from './admit.ts'
import { answerOf } from './answer.ts'
import { decide } from './decide.ts'
import { prefixOfProof, refused } from './event.ts'
import type { Asked, Facts, Introduction } from './method.ts'
import { methods } from './methods.ts'

export function enrolments(trust: Trust) {
  return {
    async createEnrolment({ body }, context) {
      const { agent, method, proof } = body
      const { limiter, metrics } = trust
      const { request } = context
      const [prefix, { ip }] = [prefixOfProof(proof, request), request]
      limiter.take('enrol', ip)
      limiter.guard(prefix, ip)
      const generation = trust.revocations.number() // before anything is looked at
      const asked = askedOf(trust, agent, context)
      try {
        const proved = await methods[method].attest(proof, asked)
        const decision = await decide(trust, proved.facts, agent)
        const attested = { ...proved, facts: { ...proved.facts, ...decision.place } }
        servesIts(attested.facts, agent)
        const entering = { attested, agent, publicKey: asked.publicKey, generation }
        if (decision.action === 'deny') return await turnAway(trust, entering, decision)
        const answer = answerOf(await admit(trust, entering, decision, context), attested.facts)
        metrics.registrations.inc({ method, status: answer.status })
        limiter.succeeded(prefix, ip)
        return answer
      } catch (error) {
        if (error instanceof Problem && error.status < 500) refused(trust, error, body, context)
        metrics.registrations.inc({ method, status: 'refused' })
        throw error
      }
    },
  } satisfies Partial<Handlers>
}

function askedOf(
  { vault, config, revocations }: Trust,
  agent: Introduction,
  { tx, request }: Context,
): Asked {
  const { now } = revocations
  const { id, ip } = request
  return {
    agent,
    publicKey: agent.public_key === null ? null : Buffer.from(agent.public_key, 'base64'),
    query: tx,
    vault,
    config,
    now,
    nonce: (hex) => checkChallenge(vault, now(), hex),
    request: { id, ip, ...request.peer },
  }
}

/** The proof decides the tenant. An agent that means another one was given the wrong token. */
function servesIts({ tenant }: Facts, { tenant_slug }: Introduction): void {
  if (tenant_slug === null || tenant_slug === tenant) return
  throw problem(
    'conflict',
    `This token belongs to the tenant ${tenant}, and the agent means to serve ${tenant_slug}.`,
  )
}
