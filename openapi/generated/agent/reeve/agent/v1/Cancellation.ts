// Original file: openapi/agent.proto

import type { Attempt as _reeve_agent_v1_Attempt, Attempt__Output as _reeve_agent_v1_Attempt__Output } from '../../../reeve/agent/v1/Attempt.ts';

export interface Cancellation {
  'attempt'?: (_reeve_agent_v1_Attempt | null);
  'reason'?: (string);
}

export interface Cancellation__Output {
  'attempt': (_reeve_agent_v1_Attempt__Output | null);
  'reason': (string);
}
