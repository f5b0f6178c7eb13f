// How many sessions a second the broker renews.
import pg from 'pg'
import { roundedAll, type Bench } from './bench.ts'
import { startBroker } from './broker.ts'
import { startPostgres } from './postgres.ts'
import { inTurns, measure, type Round, type Side } from './rounds.ts'
import { createAsker, enrolAgents, post } from './tokens.ts'

const callers = 16
const path = '/api/v1/agent/session/renewals'

export const renew: Bench = {
  about: 'renewals of agents’ sessions a second, against bare selects',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    await using broker = await startBroker(await postgres.database('reeve'))
    const { url } = broker
    const agents = quick ? 64 : 512
    const tokens = await enrolAgents(broker, await broker.tenant('bench'), agents)
    await using asker = createAsker(url, callers)
    const pool = new pg.Pool({ connectionString: broker.databaseUrl, max: callers })
    say(postgres.settings)
    say(`${broker.settings}; ${callers} callers, one connection each; ${agents} agents by turns`)
    say('select: as many callers, each a connection to the same PostgreSQL, `select 1`')
    /** Each is renewed by one caller at a time, with the token of its last renewal. */
    const once = async (): Promise<void> => {
      const token = tokens.shift()!
      const { status, body } = await asker.ask(post(url, path, '', token))
      if (status !== 201) throw new Error(`A renewal was answered with ${status}: ${body}`)
      tokens.push((JSON.parse(body) as { token: string }).token)
    }
    const sides: Array<Side<Round>> = [
      { name: 'renew', round: (seconds) => measure(callers, seconds, once) },
      {
        name: 'select',
        round: (seconds) => measure(callers, seconds, () => pool.query('select 1')),
      },
    ]
    try {
      const medians = await inTurns(sides, { rounds: quick ? 3 : 5, seconds: quick ? 1 : 6 })
      const [ours, bare] = [medians['renew']!, medians['select']!]
      return {
        figures: roundedAll({
          per_s: ours.per_second,
          p50_ms: ours.p50_ms,
          p99_ms: ours.p99_ms,
          select_per_s: bare.per_second,
        }),
        ratios: roundedAll({ renew_over_select: ours.per_second / bare.per_second }),
      }
    } finally {
      await pool.end()
    }
  },
}
