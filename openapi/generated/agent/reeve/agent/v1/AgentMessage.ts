// Original file: openapi/agent.proto

import type { Hello as _reeve_agent_v1_Hello, Hello__Output as _reeve_agent_v1_Hello__Output } from '../../../reeve/agent/v1/Hello.ts';
import type { Heartbeat as _reeve_agent_v1_Heartbeat, Heartbeat__Output as _reeve_agent_v1_Heartbeat__Output } from '../../../reeve/agent/v1/Heartbeat.ts';
import type { Report as _reeve_agent_v1_Report, Report__Output as _reeve_agent_v1_Report__Output } from '../../../reeve/agent/v1/Report.ts';
import type { Renewal as _reeve_agent_v1_Renewal, Renewal__Output as _reeve_agent_v1_Renewal__Output } from '../../../reeve/agent/v1/Renewal.ts';
import type { Farewell as _reeve_agent_v1_Farewell, Farewell__Output as _reeve_agent_v1_Farewell__Output } from '../../../reeve/agent/v1/Farewell.ts';

export interface AgentMessage {
  'hello'?: (_reeve_agent_v1_Hello | null);
  'heartbeat'?: (_reeve_agent_v1_Heartbeat | null);
  'report'?: (_reeve_agent_v1_Report | null);
  'renewal'?: (_reeve_agent_v1_Renewal | null);
  'farewell'?: (_reeve_agent_v1_Farewell | null);
  'message'?: "hello"|"heartbeat"|"report"|"renewal"|"farewell";
}

export interface AgentMessage__Output {
  'hello'?: (_reeve_agent_v1_Hello__Output | null);
  'heartbeat'?: (_reeve_agent_v1_Heartbeat__Output | null);
  'report'?: (_reeve_agent_v1_Report__Output | null);
  'renewal'?: (_reeve_agent_v1_Renewal__Output | null);
  'farewell'?: (_reeve_agent_v1_Farewell__Output | null);
  'message'?: "hello"|"heartbeat"|"report"|"renewal"|"farewell";
}
