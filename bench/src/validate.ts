// How many tokens a second the broker can tell whether they hold: good ones, revoked ones, and ones it never made.
import { randomBytes } from 'node:crypto'
import { roundedAll, type Bench } from './bench.ts'
import { startBroker } from './broker.ts'
import { startPostgres } from './postgres.ts'
import { inTurns, measure, type Round, type Side } from './rounds.ts'
import { createAsker, enrolAgents, post } from './tokens.ts'

const callers = 16
const path = '/api/v1/tokens/validate'

export const validate: Bench = {
  about: 'validations a second: valid, revoked and forged tokens',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    await using broker = await startBroker(await postgres.database('reeve'))
    const { url } = broker
    const agents = quick ? 50 : 500
    const valid = await enrolAgents(broker, await broker.tenant('bench'), agents)
    const revoked = await enrolAgents(broker, await broker.tenant('ended'), agents)
    await broker.api.revokeAgentToken({ path: { tenant: 'ended', agent_token: 'agents' } })
    await using asker = createAsker(url, callers)
    say(postgres.settings)
    say(`${broker.settings}; ${callers} callers, one connection each`)
    say(
      `${agents} valid tokens by turns, as many revoked ones, and others with a false signature each`,
    )
    const asking = (next: () => string, holds: boolean) => async () => {
      const { status, body } = await asker.ask(post(url, path, JSON.stringify({ token: next() })))
      if (status !== 200 || body.startsWith('{"valid":true') !== holds)
        throw new Error(`A validation was answered with ${status}: ${body}`)
    }
    const forge = () => {
      const [head, payload] = valid[0]!.split('.')
      return `${head}.${payload}.${randomBytes(64).toString('base64url')}`
    }
    const get = `GET /api/v1/version HTTP/1.1\r\nhost: ${new URL(url).host}\r\n\r\n`
    const sides: Array<Side<Round>> = [
      side('valid', asking(byTurns(valid), true)),
      side('revoked', asking(byTurns(revoked), false)),
      side('garbage', asking(forge, false)),
      side('bare_get', () => asker.ask(get)),
    ]
    const medians = await inTurns(sides, { rounds: 5, seconds: quick ? 1 : 6 })
    const per = (name: string) => medians[name]!.per_second
    return {
      figures: roundedAll({
        valid_per_s: per('valid'),
        revoked_per_s: per('revoked'),
        garbage_per_s: per('garbage'),
        bare_get_per_s: per('bare_get'),
      }),
      ratios: roundedAll({ valid_over_bare_get: per('valid') / per('bare_get') }),
    }
  },
}

const side = (name: string, call: () => Promise<unknown>): Side<Round> => ({
  name,
  round: (seconds) => measure(callers, seconds, call),
})

function byTurns<T>(all: T[]): () => T {
  let at = 0
  return () => all[at++ % all.length]!
}
