// The port that agents dial with gRPC.
import { createRequire } from 'node:module'
import grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { AgentSessionHandlers, ProtoGrpcType } from '@reeve/openapi/agent'
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
