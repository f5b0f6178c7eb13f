// How many agents a second come in by launch tokens: each asks for a challenge, signs with a key of its own and
// enrols with a token that lets in one.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { transcript } from '@reeve/openapi'
import { rounded, type Bench } from './bench.ts'
import { type BenchBroker, startBroker } from './broker.ts'
import { startPostgres } from './postgres.ts'
import { quantile } from './rounds.ts'
import { type Asker, createAsker, post } from './tokens.ts'

const callers = 16
const path = { tenant: 'bench', app: 'launcher' }
const [orch_id, task_id, scope] = ['bench', 'task', ['read:data:customers']]

export const enrol: Bench = {
  about: 'launch-token enrolments a second: challenge, signature, enrolment',
  async run({ quick, say }) {
    await using postgres = await startPostgres()
    await using broker = await startBroker(await postgres.database('reeve'))
    await broker.tenant(path.tenant)
    const app = { name: path.app, scopes: ['read:data:*'] }
    await broker.api.createApp({ path: { tenant: path.tenant }, body: app })
    await using asker = createAsker(broker.url, callers)
    say(postgres.settings)
    say(`${broker.settings}; ${callers} callers, one connection each`)
    say('each agent has a key and a launch token of its own, made before the clock runs')
    const [rounds, seconds] = quick ? [3, 1] : [5, 4]
    const figures: number[] = []
    let agents = 200
    // The first two only warm up, and tell how many agents fill a round.
    for (let round = -2; round < rounds; round++) {
      const per_second = await perSecond(asker, broker.url, await agentsOf(broker, agents))
      agents = Math.max(200, Math.round(per_second * seconds))
      if (round >= 0) figures.push(per_second)
    }
    const sorted = figures.toSorted((a, b) => a - b)
    return { figures: { per_s: rounded(quantile(sorted, 0.5)) }, ratios: {} }
  },
}

interface Agent {
  name: string
  token: string
  privateKey: KeyObject
  publicKey: Buffer
}

let made = 0

async function agentsOf({ api }: BenchBroker, count: number): Promise<Agent[]> {
  const body = { agent_name: 'bench', allowed_scope: scope, ttl_seconds: 3600 }
  const agents: Agent[] = []
  const make = async () => {
    while (agents.length < count) {
      const { token } = await api.createLaunchToken({ path, body })
      const pair = generateKeyPairSync('ed25519')
      const publicKey = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x!, 'base64url')
      const { privateKey } = pair
      agents.push({ name: `bench-${++made}`, token: token!, privateKey, publicKey })
    }
  }
  await Promise.all(Array.from({ length: callers }, make))
  return agents
}

async function perSecond(asker: Asker, url: string, agents: Agent[]): Promise<number> {
  const waiting = [...agents]
  const began = performance.now()
  const caller = async () => {
    for (let agent = waiting.pop(); agent; agent = waiting.pop()) await enrolOne(asker, url, agent)
  }
  await Promise.all(Array.from({ length: callers }, caller))
  return (agents.length / (performance.now() - began)) * 1000
}

async function enrolOne(asker: Asker, url: string, agent: Agent): Promise<void> {
  const challenge = await asker.ask(post(url, '/api/v1/agent/challenges', ''))
  const { nonce } = JSON.parse(challenge.body) as { nonce: string }
  const { name, token, privateKey, publicKey } = agent
  const said = transcript('reeve/enrol/launch/v1', [
    ...[Buffer.from(nonce, 'hex'), idOf(token), orch_id, task_id, scope, [], publicKey],
  ])
  const signature = sign(null, said, privateKey).toString('base64')
  const proof = { token, nonce, signature, orch_id, task_id, scope }
  const public_key = publicKey.toString('base64')
  const body = JSON.stringify({ method: 'launch_token', proof, agent: { name, public_key } })
  const { status, body: answer } = await asker.ask(post(url, '/api/v1/agent/enrolments', body))
  if (status !== 201) throw new Error(`An enrolment was answered with ${status}: ${answer}`)
}

const idOf = (token: string): string =>
  token.slice(7, 39).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
