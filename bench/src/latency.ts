// How long a job waits that comes to an idle queue: 50 a second, from its submit to its first line of code.
import { startAgent } from './agent.ts'
import { startBareAgents } from './bare.ts'
import { rounded, type Bench } from './bench.ts'
import { startBroker } from './broker.ts'
import { graphileWorker, openLoop, reeve } from './cycle.ts'
import { startPostgres } from './postgres.ts'
import { inTurns } from './rounds.ts'

const rate = 50
const slots = 64

export const latency: Bench = {
  about: '50 jobs a second: from submit to the first line of the job, against graphile-worker',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    await using broker = await startBroker(await postgres.database('reeve'))
    const [tenant, bareTenant] = [await broker.tenant('bench'), await broker.tenant('bare')]
    await using agent = await startAgent(broker, tenant, slots)
    await using bareAgents = startBareAgents()
    await bareAgents.ask('connect', { from: 0, to: 1, slots, ...broker.addresses, ...bareTenant })
    await using ours = await reeve('reeve', broker, tenant, 'handler')
    await using bare = await reeve('bare_agent', broker, bareTenant, 'script')
    await using graphile = await graphileWorker(await postgres.database('graphile'), 'default')
    say(postgres.settings)
    say(`reeve: ${broker.settings}; ${agent.settings}; ${ours.settings}`)
    say('reeve: a job is a handler that does nothing, in one of its warm threads')
    say('bare_agent: the same broker, its agent a bare stream that answers at once')
    say(`graphile_worker: ${graphile.settings}; a job is a call in its submitter's own process`)
    const sides = [ours, bare, graphile].map((contender) => openLoop(contender, rate))
    const medians = await inTurns(
      sides,
      quick ? { rounds: 5, seconds: 1.5 } : { rounds: 5, seconds: 10, warmUp: 20 },
    )
    const [our, barest, their] = [ours, bare, graphile].map(({ name }) => medians[name]!)
    return {
      figures: {
        p50_ms: rounded(our!.start_p50_ms),
        p99_ms: rounded(our!.start_p99_ms),
        bare_agent_p50_ms: rounded(barest!.start_p50_ms),
        bare_agent_p99_ms: rounded(barest!.start_p99_ms),
        graphile_worker_p50_ms: rounded(their!.start_p50_ms),
        graphile_worker_p99_ms: rounded(their!.start_p99_ms),
      },
      ratios: {
        graphile_worker_p50: rounded(our!.start_p50_ms / their!.start_p50_ms),
        graphile_worker_p99: rounded(our!.start_p99_ms / their!.start_p99_ms),
        bare_agent_over_graphile_worker_p99: rounded(barest!.start_p99_ms / their!.start_p99_ms),
      },
    }
  },
}
