// The messages of openapi/agent.proto by their names: as this side writes them, and as it reads them.
import type { MessageTypeDefinition } from '@grpc/proto-loader'
import type { ProtoGrpcType } from '@reeve/openapi/agent'

type Messages = ProtoGrpcType['reeve']['agent']['v1']
type Definition = MessageTypeDefinition<never, unknown>
type Sent<Type extends Definition> = Parameters<Type['serialize']>[0]
type Received<Type extends Definition> = ReturnType<Type['deserialize']>

export type AgentMessage = Sent<Messages['AgentMessage']>
export type Report = Sent<Messages['Report']>
export type Result = Sent<Messages['Result']>
export type Line = Sent<Messages['Line']>
export type BrokerMessage = Received<Messages['BrokerMessage']>
export type Assignment = Received<Messages['Assignment']>
export type Acknowledgement = Received<Messages['Acknowledgement']>
export type Leases = Received<Messages['Leases']>
export type Welcome = Received<Messages['Welcome']>
export type Attempt = Received<Messages['Attempt']>

/** What a report says, without its envelope. */
export type Event = Pick<Report, 'started' | 'progress' | 'lines' | 'result'>
