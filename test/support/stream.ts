// The agent's end of a stream, message by message, for what no well-made agent would do.
import { createRequire } from 'node:module'
import grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { ProtoGrpcType } from '@reeve/openapi/agent'
import { until } from './wait.ts'

type Messages = ProtoGrpcType['reeve']['agent']['v1']
export type FromBroker = ReturnType<Messages['BrokerMessage']['deserialize']>
export type ToBroker = Parameters<Messages['AgentMessage']['serialize']>[0]

export interface RawStream extends AsyncDisposable {
  received: FromBroker[]
  /** Resolves when the message was given to the network. */
  say: (message: ToBroker) => Promise<void>
  /** The first message of this kind so far or to come that passes. */
  next: <Kind extends keyof FromBroker>(
    kind: Kind,
    passes?: (message: NonNullable<FromBroker[Kind]>) => boolean,
  ) => Promise<NonNullable<FromBroker[Kind]>>
  /** Reads no more, or again. */
  reads: (on: boolean) => void
  /** Why the stream ended, once it has. */
  ended: Promise<grpc.StatusObject>
}

const path = createRequire(import.meta.url).resolve('@reeve/openapi/agent.proto')
const loaded = loadSync(path, { keepCase: true, longs: Number, defaults: true, oneofs: true })
const { AgentSession } = (grpc.loadPackageDefinition(loaded) as unknown as ProtoGrpcType).reeve
  .agent.v1

/** Opens a stream and says hello; `session` is the JWT of an enrolment. */
export async function openStream(
  address: string,
  session: string,
  hello: NonNullable<ToBroker['hello']> = {},
): Promise<RawStream> {
  const client = new AgentSession(address, grpc.credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
  })
  const metadata = new grpc.Metadata()
  metadata.set('authorization', `Bearer ${session}`)
  const call = client.Connect(metadata)
  const received: FromBroker[] = []
  call.on('data', (message: FromBroker) => void received.push(message))
  call.on('error', () => undefined) // `status` tells the same
  const ended = new Promise<grpc.StatusObject>((resolve) => call.once('status', resolve))
  const say = (message: ToBroker) =>
    new Promise<void>((resolve) => void call.write(message, () => resolve()))
  const next: RawStream['next'] = async (kind, passes = () => true) => {
    const found = () =>
      received.map((message) => message[kind]).find((one) => one && passes(one as never))
    return (await until(found)) as never
  }
  void say({ hello: { version: '0', worker_type: 'task', max_concurrent: 2, ...hello } })
  await Promise.race([
    next('welcome'),
    ended.then(({ code, details }) => {
      throw new Error(`the stream ended with ${code}: ${details}`)
    }),
  ])
  return {
    received,
    say,
    next,
    reads: (on) => void (on ? call.resume() : call.pause()),
    ended,
    async [Symbol.asyncDispose]() {
      call.cancel()
      client.close()
    },
  }
}
