// How many tokens a second the broker can tell whether they hold: good ones, revoked ones, and ones it never made.
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
      `${agents} valid tokens by turns, as many revoked ones, and forged ones, each under another's signature`,
    )
    const asking = (next: () => string, holds: boolean) => async () => {
      const { status, body } = await asker.ask(post(url, path, JSON.stringify({ token: next() })))
      if (status !== 200 || body.startsWith('{"valid":true') !== holds)
        throw new Error(`A validation was answered with ${status}: ${body}`)
    }
    const forge = forging(valid)
    const get = `GET /api/v1/version HTTP/1.1\r\nhost: ${new URL(url).host}\r\n\r\n`
    const sides: Array<Side<Round>> = [
      side('valid', asking(byTurns(valid), true)),
      side('revoked', asking(byTurns(revoked), false)),
      side('garbage', asking(forge, false)),
      side(
        'malformed',
        asking(() => 'no-token-at-all', false),
      ),
      side('bare_get', () => asker.ask(get)),
    ]
    const medians = await inTurns(sides, { rounds: quick ? 3 : 5, seconds: quick ? 1 : 6 })
    const per = (name: string) => medians[name]!.per_second
    return {
      figures: roundedAll({
        valid_per_s: per('valid'),
        revoked_per_s: per('revoked'),
        garbage_per_s: per('garbage'),
        malformed_per_s: per('malformed'),
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

/** Well formed, and signed by the broker, but for another: only the whole verification of the signature finds it out. */
function forging(tokens: string[]): () => string {
  const parts = tokens.map((token) => token.split('.') as [string, string, string])
  let at = 0
  return () => {
    const [turn, pair] = [at % parts.length, Math.floor(at++ / parts.length)]
    const [head, payload] = parts[turn]!
    const [, , signature] = parts[(turn + 1 + (pair % (parts.length - 1))) % parts.length]!
    return `${head}.${payload}.${signature}`
  }
}

function byTurns<T>(all: T[]): () => T {
  let at = 0
  return () => all[at++ % all.length]!
}
