// Original file: openapi/agent.proto

import type { Attempt as _reeve_agent_v1_Attempt, Attempt__Output as _reeve_agent_v1_Attempt__Output } from '../../../reeve/agent/v1/Attempt.ts';

export interface Leases {
  'lease_ms'?: (number);
  'renewed'?: (_reeve_agent_v1_Attempt)[];
  'lost'?: (_reeve_agent_v1_Attempt)[];
}

export interface Leases__Output {
  'lease_ms': (number);
  'renewed': (_reeve_agent_v1_Attempt__Output)[];
  'lost': (_reeve_agent_v1_Attempt__Output)[];
}
