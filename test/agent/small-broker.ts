// As much of a broker as an agent can see: enrolment over real HTTP, the stream over a real gRPC server. Tests play its part.
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRequire } from 'node:module'
import {
  Server,
  ServerCredentials,
  loadPackageDefinition,
  status,
  type ServerDuplexStream,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { ProtoGrpcType } from '@reeve/openapi/agent'

type Messages = ProtoGrpcType['reeve']['agent']['v1']
export type FromAgent = ReturnType<Messages['AgentMessage']['deserialize']>
export type ToAgent = Parameters<Messages['BrokerMessage']['serialize']>[0]
type Call = ServerDuplexStream<FromAgent, ToAgent>

export interface Asked {
  path: string
  authorization: string | undefined
  body: { method?: string; proof?: unknown; agent?: Record<string, unknown> }
}

export interface Answer {
  status: number
  headers?: Record<string, string>
  body?: unknown
}

export interface Stream {
  readonly authorization: string
  readonly received: FromAgent[]
  readonly closed: Promise<void>
  /** What it does by itself; a test may turn either off. */
  readonly does: { acknowledge: boolean; renew: boolean }
  say(message: ToAgent): void
  /** The first message so far or to come that has this kind and passes. */
  next(kind: keyof FromAgent, passes?: (message: FromAgent) => boolean): Promise<FromAgent>
  end(): void
  fail(code: keyof typeof status, details?: string): void
}

export interface SmallBroker extends AsyncDisposable {
  readonly url: string
  readonly grpc_address: string
  readonly asked: Asked[]
  /** Answers by the path's last part; replace one to change it. */
  readonly answers: Record<string, (asked: Asked) => Answer>
  /** The stream of this index, once there is one. */
  stream(index: number): Promise<Stream>
}

export const agentId = '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11'
export const welcome = {
  welcome: { agent: agentId, tenant: 'acme', heartbeat_interval_ms: 200, lease_ms: 30_000 },
}

export async function startSmallBroker(): Promise<SmallBroker> {
  const asked: Asked[] = []
  const session = () => ({ token: `jwt-${asked.length}`, expires_in: 300 })
  const enrolment = () => ({ status: 'approved', agent: agentId, tenant: 'acme', pool: null })
  const answers: SmallBroker['answers'] = {
    enrolments: () => ({ status: 201, body: { ...enrolment(), ...session() } }),
    renewals: () => ({ status: 201, body: session() }),
  }
  const http = await startHttp(asked, answers)
  const { streams, arrived, server, port } = await startGrpc()
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    grpc_address: `127.0.0.1:${port}`,
    asked,
    answers,
    async stream(index) {
      while (streams.length <= index) await arrived.next()
      return streams[index] as Stream
    },
    async [Symbol.asyncDispose]() {
      server.forceShutdown()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

async function startHttp(asked: Asked[], answers: SmallBroker['answers']): Promise<HttpServer> {
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const path = request.url ?? ''
      const { authorization } = request.headers
      const one = { path, authorization, body: (text ? JSON.parse(text) : {}) as Asked['body'] }
      asked.push(one)
      const answer = answers[path.split('/').at(-1) ?? '']?.(one) ?? { status: 404 }
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      response.end(JSON.stringify(answer.body ?? {}))
    })
  })
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve))
  return http
}

async function startGrpc() {
  const proto = createRequire(import.meta.url).resolve('@reeve/openapi/agent.proto')
  const definition = loadSync(proto, {
    keepCase: true,
    longs: Number,
    defaults: true,
    oneofs: true,
  })
  const { service } = (loadPackageDefinition(definition) as unknown as ProtoGrpcType).reeve.agent.v1
    .AgentSession
  const streams: Stream[] = []
  const arrived = changes()
  const server = new Server({ 'grpc.keepalive_time_ms': 30_000 })
  server.addService(service, {
    Connect(call: Call) {
      streams.push(streamOf(call))
      arrived.tell()
    },
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  return { streams, arrived, server, port }
}

function streamOf(call: Call): Stream {
  const received: FromAgent[] = []
  const heard = changes()
  let over = () => {}
  const closed = new Promise<void>((resolve) => (over = resolve))
  const does = { acknowledge: true, renew: true }
  call.on('data', (message: FromAgent) => {
    received.push(message)
    heard.tell()
    const { heartbeat, report } = message
    if (heartbeat) {
      const renewed = does.renew ? heartbeat.running : []
      call.write({ leases: { lease_ms: 30_000, renewed, lost: [], sequence: heartbeat.sequence } })
    }
    if (report && does.acknowledge) {
      call.write({ acknowledgement: { sequence: report.sequence, accepted: true } })
    }
  })
  call.on('end', () => {
    call.end()
    over()
  })
  call.on('cancelled', over)
  call.on('error', over)
  return {
    authorization: String(call.metadata.get('authorization')[0] ?? ''),
    received,
    closed,
    does,
    say: (message) => void call.write(message),
    async next(kind, passes = () => true) {
      for (let i = 0; ; i += 1) {
        while (received.length <= i) await heard.next()
        const message = received[i] as FromAgent
        if (message[kind] && passes(message)) return message
      }
    },
    end: () => void call.end(),
    fail: (code, details = '') => void call.emit('error', { code: status[code], details }),
  }
}

/** "Something changed": waiters look again. */
function changes() {
  let waiting: (() => void)[] = []
  return {
    tell() {
      for (const resolve of waiting.splice(0)) resolve()
      waiting = []
    },
    next: () => new Promise<void>((resolve) => void waiting.push(resolve)),
  }
}
