// The whole cycle: jobs are submitted, run and completed, as fast as it goes.
import { startAgent } from './agent.ts'
import { startBareAgents } from './bare.ts'
import { rounded, type Bench } from './bench.ts'
import { startBroker } from './broker.ts'
import { closedLoop, graphileWorker, pgBoss, reeve, type Contender } from './cycle.ts'
import { startPostgres } from './postgres.ts'
import { inTurns } from './rounds.ts'
import type { Figures } from './tally.ts'

const callers = 64
/** Each costs ms of processor time: more at a time only wait. */
const scriptCallers = 8
/** At their best, peers take many jobs in one statement; we have one a request. */
const bulk = 100

export const jobs: Bench = {
  about:
    'the whole cycle (submit over HTTP, run on an agent, complete), 64 callers, against the peers’',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    await using broker = await startBroker(await postgres.database('reeve'))
    const [tenant, bareTenant] = [await broker.tenant('bench'), await broker.tenant('bare')]
    await using agent = await startAgent(broker, tenant, callers)
    await using bareAgents = startBareAgents()
    const bareOrder = { from: 0, to: 1, slots: callers, ...broker.addresses, ...bareTenant }
    await bareAgents.ask('connect', bareOrder)
    await using ours = await reeve('reeve', broker, tenant, 'handler')
    await using script = await reeve('script', broker, tenant, 'script')
    await using bare = await reeve('bare_agent', broker, bareTenant, 'script')
    await using plain = await graphileWorker(await postgres.database('plain'), 'default')
    await using best = await graphileWorker(await postgres.database('best'), 'best')
    await using boss = await pgBoss(await postgres.database('boss'))
    say(postgres.settings)
    say(`reeve: ${broker.settings}; ${agent.settings}; ${ours.settings}`)
    say('reeve: a job is a handler that does nothing, in one of its warm threads')
    say(
      `script: the same, but a sandboxed script each, in a QuickJS of its own, ${scriptCallers} callers`,
    )
    say('bare_agent: the same broker, its agent a bare stream that answers at once')
    say(`${plain.name}: ${plain.settings}; one job a statement`)
    for (const { name, settings } of [best, boss])
      say(`${name}: ${settings}; each caller adds ${bulk} jobs in a statement`)
    const one = [ours, bare, plain].map((contender) => closedLoop(contender, callers, 1))
    // A round ends when all is done that was begun, which takes long with so many jobs under way.
    const bulkCallers = quick ? callers / 4 : callers
    const many = [best, boss].map((contender) => closedLoop(contender, bulkCallers, bulk))
    const how = quick ? { rounds: 5, seconds: 0.4 } : { rounds: 5, seconds: 4, warmUp: 8 }
    const scripts = closedLoop(script, scriptCallers, 1)
    const medians = await inTurns([...one, scripts, ...many], how)
    return outcomeOf(medians, {
      ...{ ours, bare, script },
      theirs: [plain, best, boss],
    })
  },
}

interface Contenders {
  ours: Contender
  bare: Contender
  script: Contender
  theirs: Contender[]
}

function outcomeOf(medians: Record<string, Figures>, { ours, bare, script, theirs }: Contenders) {
  const our = medians[ours.name]!
  const bareRate = medians[bare.name]!.per_second
  const figures: Record<string, number> = {
    jobs_per_s: rounded(our.per_second),
    p50_ms: rounded(our.p50_ms),
    p99_ms: rounded(our.p99_ms),
    start_p50_ms: rounded(our.start_p50_ms),
    start_p99_ms: rounded(our.start_p99_ms),
    script_jobs_per_s: rounded(medians[script.name]!.per_second),
    bare_agent_jobs_per_s: rounded(bareRate),
    bare_agent_p50_ms: rounded(medians[bare.name]!.p50_ms),
    bare_agent_p99_ms: rounded(medians[bare.name]!.p99_ms),
  }
  const ratios: Record<string, number> = {}
  for (const { name } of theirs) {
    const rate = medians[name]!.per_second
    figures[`${name}_jobs_per_s`] = rounded(rate)
    ratios[name] = rounded(our.per_second / rate)
    ratios[`bare_agent_over_${name}`] = rounded(bareRate / rate)
  }
  return { figures, ratios }
}
