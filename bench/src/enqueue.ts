// How many jobs a second are taken in one by one, each acknowledged once it is durable: 1, 32 and 256 callers.
import { rounded, type Bench } from './bench.ts'
import { startBroker } from './broker.ts'
import { startBoss } from './peers/boss.ts'
import { startGraphile } from './peers/graphile.ts'
import { startPostgres } from './postgres.ts'
import { inTurns, measure, type Round, type Side } from './rounds.ts'
import { createSubmitter, smallJob, smallPayload } from './submit.ts'

const sizes = [1, 32, 256]
/** In seconds, for each side, before anything is counted. */
const warmUp = 2

export const enqueue: Bench = {
  about: 'durable single submits over HTTP, against the peers’ own in-process enqueue',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    await using broker = await startBroker(await postgres.database('reeve'))
    await using submitter = createSubmitter(
      broker.url,
      await broker.tenant('bench'),
      Math.max(...sizes),
    )
    await using graphile = await startGraphile(await postgres.database('graphile'))
    await using boss = await startBoss(await postgres.database('boss'))
    say(postgres.settings)
    say(`reeve: ${broker.settings}; HTTP keep-alive, one connection a caller, no Idempotency-Key`)
    say(`graphile_worker: ${graphile.settings}; addJob`)
    say(`pg_boss: ${boss.settings}; send`)
    const calls = {
      reeve: () => submitter.submit(smallJob),
      graphile_worker: () => graphile.add([smallPayload]),
      pg_boss: () => boss.add([smallPayload]),
    }
    // Until their code is compiled for good: a broker runs for days, so its first seconds say little.
    for (const call of Object.values(calls)) await measure(32, warmUp, call)
    const figures: Record<string, number> = {}
    const ratios: Record<string, number> = {}
    for (const callers of sizes) {
      const side = ([name, call]: [string, () => Promise<unknown>]): Side<Round> => ({
        name,
        round: (seconds) => measure(callers, seconds, call),
      })
      const how = { rounds: 5, seconds: quick ? 0.3 : 2 }
      const medians = await inTurns(Object.entries(calls).map(side), how)
      const ours = medians['reeve']!
      for (const [name, { per_second }] of Object.entries(medians)) {
        figures[`${name}_${callers}_per_s`] = rounded(per_second)
        if (name !== 'reeve') ratios[`${name}_${callers}`] = rounded(ours.per_second / per_second)
      }
      figures[`p50_ms_${callers}`] = rounded(ours.p50_ms)
      figures[`p99_ms_${callers}`] = rounded(ours.p99_ms)
    }
    return { figures, ratios }
  },
}
