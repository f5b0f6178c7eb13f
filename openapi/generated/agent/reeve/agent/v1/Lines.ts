// Original file: openapi/agent.proto

import type { Line as _reeve_agent_v1_Line, Line__Output as _reeve_agent_v1_Line__Output } from '../../../reeve/agent/v1/Line.ts';

export interface Lines {
  'lines'?: (_reeve_agent_v1_Line)[];
}

export interface Lines__Output {
  'lines': (_reeve_agent_v1_Line__Output)[];
}
