// Original file: openapi/agent.proto

import type { Attempt as _reeve_agent_v1_Attempt, Attempt__Output as _reeve_agent_v1_Attempt__Output } from '../../../reeve/agent/v1/Attempt.ts';

export interface Hello {
  'version'?: (string);
  'worker_type'?: (string);
  'max_concurrent'?: (number);
  'running'?: (_reeve_agent_v1_Attempt)[];
  'region'?: (string);
  'capabilities'?: (string)[];
  'tools'?: (string)[];
  'labels'?: (string)[];
  'types'?: (string)[];
}

export interface Hello__Output {
  'version': (string);
  'worker_type': (string);
  'max_concurrent': (number);
  'running': (_reeve_agent_v1_Attempt__Output)[];
  'region': (string);
  'capabilities': (string)[];
  'tools': (string)[];
  'labels': (string)[];
  'types': (string)[];
}
