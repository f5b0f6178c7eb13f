// The port that agents dial with gRPC.
import { createRequire } from 'node:module'
import grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { AgentSessionHandlers, ProtoGrpcType } from '@reeve/openapi/agent'
import { inlineType } from '../tenants/rules.ts'
import type { Tls } from '../tls/reload.ts'
import { grpcCredentials } from '../tls/server.ts'
import type { House } from './session.ts'
import { connect } from './stream.ts'

export interface StreamServer extends AsyncDisposable {
  port: number
}

const options: grpc.ServerOptions = {
  'grpc.enable_channelz': 0, // a record of each connection, which nobody reads
  'grpc.keepalive_time_ms': 30_000, // outlives most load balancers' idle timeouts
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.max_receive_message_length': 4 * 1024 * 1024,
  'grpc.max_concurrent_streams': 100,
}

/** How long a connection may take to end by itself once its certificate has to be checked anew, in ms. */
const parting_ms = 1000

export async function startStreams(
  house: House,
  host: string,
  port: number,
  graceMs: number,
  tls?: Tls,
): Promise<StreamServer> {
  const path = createRequire(import.meta.url).resolve('@reeve/openapi/agent.proto')
  const loaded = loadSync(path, { keepCase: true, longs: Number, defaults: true, oneofs: true })
  const proto = grpc.loadPackageDefinition(loaded) as unknown as ProtoGrpcType
  const server = new grpc.Server(options)
  const handlers: AgentSessionHandlers = { Connect: (stream) => void connect(house, stream) }
  server.addService(proto.reeve.agent.v1.AgentSession.service, handlers)
  const bound = await new Promise<number>((resolve, reject) =>
    server.bindAsync(`${host}:${port}`, grpcCredentials(tls), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  )
  if (tls) checkAnew(server, `${host}:${bound}`, house, tls)
  return {
    port: bound,
    async [Symbol.asyncDispose]() {
      for (const session of house.registry.every()) session.close('draining')
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => server.forceShutdown(), graceMs)
        server.tryShutdown(() => {
          clearTimeout(force)
          resolve()
        })
      })
    },
  }
}

/** Who came in by an authority that may be out by now has to show a certificate to those of now. */
function checkAnew(server: grpc.Server, address: string, house: House, tls: Tls): void {
  tls.onChange(({ ca_digest }) => {
    if (ca_digest === tls.current().ca_digest) return
    for (const session of house.registry.every())
      if (session.worker_type !== inlineType) session.close('authorities')
    server.drain(address, parting_ms)
  })
}
