// Original file: openapi/agent.proto

import type { Attempt as _reeve_agent_v1_Attempt, Attempt__Output as _reeve_agent_v1_Attempt__Output } from '../../../reeve/agent/v1/Attempt.ts';
import type { Long } from '@grpc/proto-loader';

export interface Leases {
  'lease_ms'?: (number);
  'renewed'?: (_reeve_agent_v1_Attempt)[];
  'lost'?: (_reeve_agent_v1_Attempt)[];
  'sequence'?: (number | string | Long);
}

export interface Leases__Output {
  'lease_ms': (number);
  'renewed': (_reeve_agent_v1_Attempt__Output)[];
  'lost': (_reeve_agent_v1_Attempt__Output)[];
  'sequence': (number);
}
