// A process that plays agents: bare streams that do nothing but what the broker must hear. Driven by bare.ts.
import { createRequire } from 'node:module'
import { setTimeout as delay } from 'node:timers/promises'
import grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { BrokerMessageOutput, ProtoGrpcType } from '@reeve/openapi/agent'
import { Pool } from 'undici'

export interface Orders {
  connect: {
    from: number
    to: number
    slots: number
    /** How long a job takes; nothing: it is over at once. */
    work_ms?: number
    /** They send no heartbeats by themselves, and so count as gone after a minute. */
    silent?: boolean
    url: string
    grpcAddress: string
    agentToken: string
  }
  beat: { per_second: number; seconds: number }
}

export interface Answers {
  connect: { enrol_ms: number; accept_ms: number }
  beat: { beats: number; p50_ms: number; p99_ms: number }
}

type Assignment = NonNullable<BrokerMessageOutput['assignment']>

interface Agent {
  stream: grpc.ClientDuplexStream<object, BrokerMessageOutput>
  sequence: number
  work_ms: number
  /** Jobs it holds, with their attempts. */
  running: Map<string, number>
  /** By the sequence of the heartbeat that is not answered yet. */
  waiting: Map<number, () => void>
}

const agents: Agent[] = []
const atOnce = 64

const proto = createRequire(import.meta.url).resolve('@reeve/openapi/agent.proto')
const loaded = loadSync(proto, { keepCase: true, longs: Number, defaults: true, oneofs: true })
const { AgentSession } = (grpc.loadPackageDefinition(loaded) as unknown as ProtoGrpcType).reeve
  .agent.v1

async function connect(order: Orders['connect']): Promise<Answers['connect']> {
  const began = performance.now()
  const pool = new Pool(order.url, { connections: atOnce })
  const numbers = Array.from({ length: order.to - order.from }, (_, i) => order.from + i)
  const tokens = await each(numbers, (number) => enrol(pool, order, number))
  await pool.close()
  const enrolled = performance.now()
  agents.push(...(await each(tokens, (token) => open(order, token))))
  return { enrol_ms: enrolled - began, accept_ms: performance.now() - enrolled }
}

async function enrol(
  pool: Pool,
  { agentToken: token, slots }: Orders['connect'],
  number: number,
): Promise<string> {
  const answer = await pool.request({
    path: '/api/v1/agent/enrolments',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      method: 'agent_token',
      proof: { token },
      agent: { name: `bare-${number}`, version: '0', max_concurrent: slots },
    }),
  })
  const text = await answer.body.text()
  if (answer.statusCode === 201) return (JSON.parse(text) as { token: string }).token
  throw new Error(`An enrolment was answered with ${answer.statusCode}: ${text}`)
}

/** Each agent has a connection of its own, as if it were a machine of its own. */
async function open(
  { grpcAddress, slots, work_ms = 0, silent = false }: Orders['connect'],
  token: string,
): Promise<Agent> {
  const client = new AgentSession(grpcAddress, grpc.credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
  })
  const metadata = new grpc.Metadata()
  metadata.set('authorization', `Bearer ${token}`)
  const stream = client.Connect(metadata) as unknown as Agent['stream']
  const agent: Agent = { stream, sequence: 0, work_ms, running: new Map(), waiting: new Map() }
  await new Promise<void>((resolve, reject) => {
    stream.on('error', reject)
    stream.on('data', ({ welcome, leases, assignment }: BrokerMessageOutput) => {
      if (welcome) {
        if (!silent) setInterval(() => heartbeat(agent), welcome.heartbeat_interval_ms)
        resolve()
      }
      if (assignment) void perform(agent, assignment)
      if (leases) agent.waiting.get(Number(leases.sequence))?.()
    })
    stream.write({
      hello: { version: '0', worker_type: 'task', max_concurrent: slots, running: [] },
    })
  })
  return agent
}

/** A job that costs the agent nothing: it says when it began. */
async function perform(agent: Agent, { job, attempt, job_token }: Assignment): Promise<void> {
  const began = performance.timeOrigin + performance.now()
  const report = (event: object): void => {
    const sequence = ++agent.sequence
    agent.stream.write({ report: { sequence, attempt: { job, attempt }, job_token, ...event } })
  }
  report({ started: {} })
  if (agent.work_ms > 0) {
    agent.running.set(job, attempt)
    await delay(agent.work_ms)
    agent.running.delete(job)
  }
  report({ result: { status: 'completed', result: Buffer.from(String(began)) } })
}

/** Heartbeats at a steady rate, spread over all agents; times from each to its answer. */
async function beat({ per_second, seconds }: Orders['beat']): Promise<Answers['beat']> {
  const times: number[] = []
  const total = per_second * seconds
  const began = performance.now()
  const open: Promise<void>[] = []
  for (let sent = 0; sent < total; sent++) {
    const ahead = (sent / per_second) * 1000 - (performance.now() - began)
    if (ahead > 1) await delay(ahead)
    open.push(once(agents[sent % agents.length]!).then((ms) => void times.push(ms)))
  }
  await Promise.all(open)
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
  return { beats: times.length, p50_ms: at(0.5), p99_ms: at(0.99) }
}

function heartbeat(agent: Agent, sequence = ++agent.sequence): void {
  const running = [...agent.running].map(([job, attempt]) => ({ job, attempt }))
  agent.stream.write({ heartbeat: { running, sequence } })
}

async function once(agent: Agent): Promise<number> {
  const sequence = ++agent.sequence
  const start = performance.now()
  const answered = new Promise<void>((resolve) => agent.waiting.set(sequence, resolve))
  heartbeat(agent, sequence)
  await answered
  agent.waiting.delete(sequence)
  return performance.now() - start
}

async function each<In, Out>(items: In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = []
  const rest = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) results[index] = await work(item)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return results
}

process.on('message', ({ connect: connecting, beat: beating }: Partial<Orders>) => {
  const answer = connecting ? connect(connecting) : beat(beating!)
  answer.then(
    (told) => process.send!(told),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
