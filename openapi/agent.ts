// The messages of the agents' stream, as types. `@reeve/openapi/agent.proto` is the same for proto-loader.
export type { ProtoGrpcType } from './generated/agent/agent.ts'
export type {
  AgentMessage,
  AgentMessage__Output as AgentMessageOutput,
} from './generated/agent/reeve/agent/v1/AgentMessage.ts'
export type { AgentSessionHandlers } from './generated/agent/reeve/agent/v1/AgentSession.ts'
export type { Attempt__Output as AttemptOutput } from './generated/agent/reeve/agent/v1/Attempt.ts'
export type {
  BrokerMessage,
  BrokerMessage__Output as BrokerMessageOutput,
} from './generated/agent/reeve/agent/v1/BrokerMessage.ts'
export type { Hello__Output as HelloOutput } from './generated/agent/reeve/agent/v1/Hello.ts'
export type {
  Report,
  Report__Output as ReportOutput,
} from './generated/agent/reeve/agent/v1/Report.ts'
