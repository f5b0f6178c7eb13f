// Original file: openapi/agent.proto

import type { Attempt as _reeve_agent_v1_Attempt, Attempt__Output as _reeve_agent_v1_Attempt__Output } from '../../../reeve/agent/v1/Attempt.ts';

export interface Heartbeat {
  'running'?: (_reeve_agent_v1_Attempt)[];
}

export interface Heartbeat__Output {
  'running': (_reeve_agent_v1_Attempt__Output)[];
}
