// Original file: openapi/agent.proto

import type { Welcome as _reeve_agent_v1_Welcome, Welcome__Output as _reeve_agent_v1_Welcome__Output } from '../../../reeve/agent/v1/Welcome.ts';
import type { Assignment as _reeve_agent_v1_Assignment, Assignment__Output as _reeve_agent_v1_Assignment__Output } from '../../../reeve/agent/v1/Assignment.ts';
import type { Acknowledgement as _reeve_agent_v1_Acknowledgement, Acknowledgement__Output as _reeve_agent_v1_Acknowledgement__Output } from '../../../reeve/agent/v1/Acknowledgement.ts';
import type { Leases as _reeve_agent_v1_Leases, Leases__Output as _reeve_agent_v1_Leases__Output } from '../../../reeve/agent/v1/Leases.ts';
import type { Cancellation as _reeve_agent_v1_Cancellation, Cancellation__Output as _reeve_agent_v1_Cancellation__Output } from '../../../reeve/agent/v1/Cancellation.ts';
import type { Drain as _reeve_agent_v1_Drain, Drain__Output as _reeve_agent_v1_Drain__Output } from '../../../reeve/agent/v1/Drain.ts';

export interface BrokerMessage {
  'welcome'?: (_reeve_agent_v1_Welcome | null);
  'assignment'?: (_reeve_agent_v1_Assignment | null);
  'acknowledgement'?: (_reeve_agent_v1_Acknowledgement | null);
  'leases'?: (_reeve_agent_v1_Leases | null);
  'cancellation'?: (_reeve_agent_v1_Cancellation | null);
  'drain'?: (_reeve_agent_v1_Drain | null);
  'message'?: "welcome"|"assignment"|"acknowledgement"|"leases"|"cancellation"|"drain";
}

export interface BrokerMessage__Output {
  'welcome'?: (_reeve_agent_v1_Welcome__Output | null);
  'assignment'?: (_reeve_agent_v1_Assignment__Output | null);
  'acknowledgement'?: (_reeve_agent_v1_Acknowledgement__Output | null);
  'leases'?: (_reeve_agent_v1_Leases__Output | null);
  'cancellation'?: (_reeve_agent_v1_Cancellation__Output | null);
  'drain'?: (_reeve_agent_v1_Drain__Output | null);
  'message'?: "welcome"|"assignment"|"acknowledgement"|"leases"|"cancellation"|"drain";
}
