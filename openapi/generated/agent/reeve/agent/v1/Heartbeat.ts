// Original file: openapi/agent.proto

import type { Attempt as _reeve_agent_v1_Attempt, Attempt__Output as _reeve_agent_v1_Attempt__Output } from '../../../reeve/agent/v1/Attempt.ts';
import type { Long } from '@grpc/proto-loader';

export interface Heartbeat {
  'running'?: (_reeve_agent_v1_Attempt)[];
  'sequence'?: (number | string | Long);
}

export interface Heartbeat__Output {
  'running': (_reeve_agent_v1_Attempt__Output)[];
  'sequence': (number);
}
