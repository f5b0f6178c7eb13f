// How many jobs a second a broker takes in, each acknowledged once it is durable: one caller, and many.
import { createClient, type Client } from '@reeve/openapi'
import { measure, medianOf, rounded, type Bench, type Round } from './bench.ts'
import { startBroker } from './broker.ts'

export const submit: Bench = {
  about: 'job submits over HTTP to a broker on embedded PostgreSQL, 1 and 32 callers',
  async run({ quick }) {
    await using broker = await startBroker()
    const api = createClient(broker)
    await furnish(api)
    const call = () => api.submitJob({ path: { tenant: 'bench' }, body: job })
    await measure(32, 1, call) // warm: plans, pools, code
    const [one, many] = await inTurns(quick ? 2 : 5, quick ? 0.5 : 2, call)
    return {
      figures: {
        submits_per_second_1_caller: rounded(one.per_second),
        submit_p50_ms_1_caller: rounded(one.p50_ms),
        submit_p99_ms_1_caller: rounded(one.p99_ms),
        submits_per_second_32_callers: rounded(many.per_second),
        submit_p50_ms_32_callers: rounded(many.p50_ms),
        submit_p99_ms_32_callers: rounded(many.p99_ms),
      },
      ratios: { submits_32_callers_to_1: rounded(many.per_second / one.per_second) },
    }
  },
}

const job = { type: 'script' as const, payload: { script: 'return input', input: 1 } }

/** No agent comes, so the queue only grows: a plan that lets it. */
async function furnish(api: Client): Promise<void> {
  const limits = { max_concurrent_jobs: 1_000_000, max_queued_jobs: 10_000_000 }
  await api.createPlan({ body: { name: 'bench', ...limits } })
  await api.createTenant({ body: { slug: 'bench', plan: 'bench' } })
}

/** Both sizes by turns, so that what else the machine does falls on both alike. */
async function inTurns(
  rounds: number,
  seconds: number,
  call: () => Promise<unknown>,
): Promise<[Round, Round]> {
  const one: Round[] = []
  const many: Round[] = []
  for (let round = 0; round < rounds; round++) {
    one.push(await measure(1, seconds, call))
    many.push(await measure(32, seconds, call))
  }
  return [medianOf(one), medianOf(many)]
}
