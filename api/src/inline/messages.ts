// The agents' messages as a stream would carry them: written and read again, so that either side gets its own copy,
// in the form it knows.
import { createRequire } from 'node:module'
import grpc from '@grpc/grpc-js'
import { loadSync } from '@grpc/proto-loader'
import type { AgentMessage, BrokerMessage as BrokerMessageRead } from '@reeve/agent/inside'
import type { AgentMessageOutput, BrokerMessage, ProtoGrpcType } from '@reeve/openapi/agent'

const path = createRequire(import.meta.url).resolve('@reeve/openapi/agent.proto')
const loaded = loadSync(path, { keepCase: true, longs: Number, defaults: true, oneofs: true })
const messages = (grpc.loadPackageDefinition(loaded) as unknown as ProtoGrpcType).reeve.agent.v1

export const toBroker = (said: AgentMessage): AgentMessageOutput =>
  messages.AgentMessage.deserialize(messages.AgentMessage.serialize(said))

export const toAgent = (said: BrokerMessage): BrokerMessageRead =>
  messages.BrokerMessage.deserialize(messages.BrokerMessage.serialize(said))
