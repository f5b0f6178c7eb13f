import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Acknowledgement as _reeve_agent_v1_Acknowledgement, Acknowledgement__Output as _reeve_agent_v1_Acknowledgement__Output } from './reeve/agent/v1/Acknowledgement.ts';
import type { AgentMessage as _reeve_agent_v1_AgentMessage, AgentMessage__Output as _reeve_agent_v1_AgentMessage__Output } from './reeve/agent/v1/AgentMessage.ts';
import type { AgentSessionClient as _reeve_agent_v1_AgentSessionClient, AgentSessionDefinition as _reeve_agent_v1_AgentSessionDefinition } from './reeve/agent/v1/AgentSession.ts';
import type { Assignment as _reeve_agent_v1_Assignment, Assignment__Output as _reeve_agent_v1_Assignment__Output } from './reeve/agent/v1/Assignment.ts';
import type { Attempt as _reeve_agent_v1_Attempt, Attempt__Output as _reeve_agent_v1_Attempt__Output } from './reeve/agent/v1/Attempt.ts';
import type { BrokerMessage as _reeve_agent_v1_BrokerMessage, BrokerMessage__Output as _reeve_agent_v1_BrokerMessage__Output } from './reeve/agent/v1/BrokerMessage.ts';
import type { Cancellation as _reeve_agent_v1_Cancellation, Cancellation__Output as _reeve_agent_v1_Cancellation__Output } from './reeve/agent/v1/Cancellation.ts';
import type { Drain as _reeve_agent_v1_Drain, Drain__Output as _reeve_agent_v1_Drain__Output } from './reeve/agent/v1/Drain.ts';
import type { Farewell as _reeve_agent_v1_Farewell, Farewell__Output as _reeve_agent_v1_Farewell__Output } from './reeve/agent/v1/Farewell.ts';
import type { Heartbeat as _reeve_agent_v1_Heartbeat, Heartbeat__Output as _reeve_agent_v1_Heartbeat__Output } from './reeve/agent/v1/Heartbeat.ts';
import type { Hello as _reeve_agent_v1_Hello, Hello__Output as _reeve_agent_v1_Hello__Output } from './reeve/agent/v1/Hello.ts';
import type { Leases as _reeve_agent_v1_Leases, Leases__Output as _reeve_agent_v1_Leases__Output } from './reeve/agent/v1/Leases.ts';
import type { Line as _reeve_agent_v1_Line, Line__Output as _reeve_agent_v1_Line__Output } from './reeve/agent/v1/Line.ts';
import type { Lines as _reeve_agent_v1_Lines, Lines__Output as _reeve_agent_v1_Lines__Output } from './reeve/agent/v1/Lines.ts';
import type { Progress as _reeve_agent_v1_Progress, Progress__Output as _reeve_agent_v1_Progress__Output } from './reeve/agent/v1/Progress.ts';
import type { Renewal as _reeve_agent_v1_Renewal, Renewal__Output as _reeve_agent_v1_Renewal__Output } from './reeve/agent/v1/Renewal.ts';
import type { Report as _reeve_agent_v1_Report, Report__Output as _reeve_agent_v1_Report__Output } from './reeve/agent/v1/Report.ts';
import type { Result as _reeve_agent_v1_Result, Result__Output as _reeve_agent_v1_Result__Output } from './reeve/agent/v1/Result.ts';
import type { Started as _reeve_agent_v1_Started, Started__Output as _reeve_agent_v1_Started__Output } from './reeve/agent/v1/Started.ts';
import type { Welcome as _reeve_agent_v1_Welcome, Welcome__Output as _reeve_agent_v1_Welcome__Output } from './reeve/agent/v1/Welcome.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  reeve: {
    agent: {
      v1: {
        Acknowledgement: MessageTypeDefinition<_reeve_agent_v1_Acknowledgement, _reeve_agent_v1_Acknowledgement__Output>
        AgentMessage: MessageTypeDefinition<_reeve_agent_v1_AgentMessage, _reeve_agent_v1_AgentMessage__Output>
        AgentSession: SubtypeConstructor<typeof grpc.Client, _reeve_agent_v1_AgentSessionClient> & { service: _reeve_agent_v1_AgentSessionDefinition }
        Assignment: MessageTypeDefinition<_reeve_agent_v1_Assignment, _reeve_agent_v1_Assignment__Output>
        Attempt: MessageTypeDefinition<_reeve_agent_v1_Attempt, _reeve_agent_v1_Attempt__Output>
        BrokerMessage: MessageTypeDefinition<_reeve_agent_v1_BrokerMessage, _reeve_agent_v1_BrokerMessage__Output>
        Cancellation: MessageTypeDefinition<_reeve_agent_v1_Cancellation, _reeve_agent_v1_Cancellation__Output>
        Drain: MessageTypeDefinition<_reeve_agent_v1_Drain, _reeve_agent_v1_Drain__Output>
        Farewell: MessageTypeDefinition<_reeve_agent_v1_Farewell, _reeve_agent_v1_Farewell__Output>
        Heartbeat: MessageTypeDefinition<_reeve_agent_v1_Heartbeat, _reeve_agent_v1_Heartbeat__Output>
        Hello: MessageTypeDefinition<_reeve_agent_v1_Hello, _reeve_agent_v1_Hello__Output>
        Leases: MessageTypeDefinition<_reeve_agent_v1_Leases, _reeve_agent_v1_Leases__Output>
        Line: MessageTypeDefinition<_reeve_agent_v1_Line, _reeve_agent_v1_Line__Output>
        Lines: MessageTypeDefinition<_reeve_agent_v1_Lines, _reeve_agent_v1_Lines__Output>
        Progress: MessageTypeDefinition<_reeve_agent_v1_Progress, _reeve_agent_v1_Progress__Output>
        Renewal: MessageTypeDefinition<_reeve_agent_v1_Renewal, _reeve_agent_v1_Renewal__Output>
        Report: MessageTypeDefinition<_reeve_agent_v1_Report, _reeve_agent_v1_Report__Output>
        Result: MessageTypeDefinition<_reeve_agent_v1_Result, _reeve_agent_v1_Result__Output>
        Started: MessageTypeDefinition<_reeve_agent_v1_Started, _reeve_agent_v1_Started__Output>
        Welcome: MessageTypeDefinition<_reeve_agent_v1_Welcome, _reeve_agent_v1_Welcome__Output>
      }
    }
  }
}

