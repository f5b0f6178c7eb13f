// The gRPC stream of openapi/agent.proto.
import { createRequire } from 'node:module'
import {
  Metadata,
  type ChannelCredentials,
  credentials,
  loadPackageDefinition,
  status,
  type Client,
  type StatusObject,
} from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { ProtoGrpcType } from '@reeve/openapi/agent'
import type { BrokerMessage } from '../messages.ts'
import type { Carrier, Ending } from './carrier.ts'

export interface StreamOptions {
  grpc_address: string
  grpc_tls: boolean
  /** Of a connection with TLS that is opened now. */
  channel: () => ChannelCredentials
}

/** A pause in which a stream that was half-closed may end by itself. */
const parting_ms = 1_000

const channelOptions = {
  'grpc.keepalive_time_ms': 20_000, // seed of the whole design: survives load balancers' idle timeouts
  'grpc.keepalive_timeout_ms': 10_000,
  'grpc.max_receive_message_length': 4 << 20,
  'grpc.max_send_message_length': 4 << 20,
  'grpc.use_local_subchannel_pool': 1, // grpc's own back-off must not outlive a channel: ours decides
  'grpc.enable_retries': 0,
}

export function createStreamCarrier(options: StreamOptions): Carrier {
  const { grpc_address, grpc_tls, channel } = options
  const proto = createRequire(import.meta.url).resolve('@reeve/openapi/agent.proto')
  const definition = loadSync(proto, {
    keepCase: true,
    longs: Number,
    defaults: true,
    oneofs: true,
  })
  const { AgentSession } = (loadPackageDefinition(definition) as unknown as ProtoGrpcType).reeve
    .agent.v1
  return {
    open(token, { onMessage, onEnd }) {
      const secure = grpc_tls ? channel() : credentials.createInsecure()
      const client = new AgentSession(grpc_address, secure, channelOptions)
      const metadata = new Metadata()
      metadata.set('authorization', `Bearer ${token}`)
      const call = client.Connect(metadata)
      let over = false
      // what grpc-js still holds when the end is known would come after it: the broker says it again
      call.on('data', (message: BrokerMessage) => void (over || onMessage(message)))
      call.on('error', () => {}) // `status` tells the same, also without an error
      call.on('status', (ended: StatusObject) => {
        over = true
        closeSoon(client)
        onEnd(endingOf(ended))
      })
      return {
        send(message) {
          if (!over) call.write(message)
        },
        close() {
          if (over) return
          call.end()
          setTimeout(() => call.cancel(), parting_ms).unref()
        },
      }
    },
  }
}

/** Not inside grpc-js' own callback: it still uses the channel there. */
function closeSoon(client: Client): void {
  setImmediate(() => client.close())
}

function endingOf({ code, details }: StatusObject): Ending {
  const about = code === status.UNAUTHENTICATED || code === status.PERMISSION_DENIED
  const detail = `${status[code] ?? code}${details ? `: ${details.slice(0, 300)}` : ''}`
  return { kind: about ? 'unauthenticated' : 'lost', detail }
}
