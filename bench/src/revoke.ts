// How long after a revocation was asked for at one broker another one still accepts what it ends.
import { roundedAll, type Bench } from './bench.ts'
import { type BenchBroker, startBroker } from './broker.ts'
import { startPostgres } from './postgres.ts'
import { quantile } from './rounds.ts'
import { type Asker, createAsker, enrolAgents, post } from './tokens.ts'

/** Who asks at the other broker, all the time. */
const callers = 4

export const revoke: Bench = {
  about: 'from a revocation at one broker to the last call that another accepts',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    await using a = await startBroker(await postgres.database('reeve'))
    await using b = await a.beside()
    const tenant = await a.tenant('bench')
    const tokens = await enrolAgents(a, tenant, quick ? 40 : 400)
    await using asker = createAsker(b.url, callers)
    say(postgres.settings)
    say(`two brokers; ${a.settings}`)
    say(`${tokens.length} agents are revoked, one after the other, at one broker`)
    say(`${callers} callers ask the other about the agent's token meanwhile, without a pause`)
    const times: Times[] = []
    for (const token of tokens) times.push(await oneOf(a, b, asker, token))
    const late = times.filter(({ last_ms, answer_ms }) => last_ms > answer_ms).length
    if (late > 0) throw new Error(`${late} tokens were accepted after the revocation was answered.`)
    const last = sorted(times.map((one) => one.last_ms))
    const answer = sorted(times.map((one) => one.answer_ms))
    return {
      figures: roundedAll({
        p50_ms: quantile(last, 0.5),
        p99_ms: quantile(last, 0.99),
        answer_p50_ms: quantile(answer, 0.5),
        answer_p99_ms: quantile(answer, 0.99),
      }),
      ratios: {},
    }
  },
}

const sorted = (times: number[]): number[] => times.toSorted((one, other) => one - other)

interface Times {
  /** From when the revocation was sent to when the last call began that was accepted. */
  last_ms: number
  /** To its answer. */
  answer_ms: number
}

async function oneOf(
  { api }: BenchBroker,
  { url }: BenchBroker,
  { ask }: Asker,
  token: string,
): Promise<Times> {
  const request = post(url, '/api/v1/tokens/validate', JSON.stringify({ token }))
  let accepted = -Infinity
  let over = false
  const call = async (): Promise<void> => {
    while (!over) {
      const began = performance.now()
      const { body } = await ask(request)
      if (body.startsWith('{"valid":true')) accepted = Math.max(accepted, began)
    }
  }
  const calling = Array.from({ length: callers }, call)
  while (accepted === -Infinity) await new Promise((resolve) => setTimeout(resolve, 1))
  const sent = performance.now()
  const target = agentIn(token)
  await api.createRevocation({ body: { level: 'agent', target, reason: 'It is measured.' } })
  const answer_ms = performance.now() - sent
  // Whoever would be late has a moment to be it.
  await new Promise((resolve) => setTimeout(resolve, 50))
  over = true
  await Promise.all(calling)
  return { last_ms: Math.max(0, accepted - sent), answer_ms }
}

function agentIn(token: string): string {
  const payload = Buffer.from(token.split('.')[1]!, 'base64url').toString()
  return (JSON.parse(payload) as { agent: string }).agent
}
