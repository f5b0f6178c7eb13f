// Original file: openapi/agent.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { AgentMessage as _reeve_agent_v1_AgentMessage, AgentMessage__Output as _reeve_agent_v1_AgentMessage__Output } from '../../../reeve/agent/v1/AgentMessage.ts';
import type { BrokerMessage as _reeve_agent_v1_BrokerMessage, BrokerMessage__Output as _reeve_agent_v1_BrokerMessage__Output } from '../../../reeve/agent/v1/BrokerMessage.ts';

export interface AgentSessionClient extends grpc.Client {
  Connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_reeve_agent_v1_AgentMessage, _reeve_agent_v1_BrokerMessage__Output>;
  Connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_reeve_agent_v1_AgentMessage, _reeve_agent_v1_BrokerMessage__Output>;
  connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_reeve_agent_v1_AgentMessage, _reeve_agent_v1_BrokerMessage__Output>;
  connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_reeve_agent_v1_AgentMessage, _reeve_agent_v1_BrokerMessage__Output>;
  
}

export interface AgentSessionHandlers extends grpc.UntypedServiceImplementation {
  Connect: grpc.handleBidiStreamingCall<_reeve_agent_v1_AgentMessage__Output, _reeve_agent_v1_BrokerMessage>;
  
}

export interface AgentSessionDefinition extends grpc.ServiceDefinition {
  Connect: MethodDefinition<_reeve_agent_v1_AgentMessage, _reeve_agent_v1_BrokerMessage, _reeve_agent_v1_AgentMessage__Output, _reeve_agent_v1_BrokerMessage__Output>
}
