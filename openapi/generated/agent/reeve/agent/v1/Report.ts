// Original file: openapi/agent.proto

import type { Attempt as _reeve_agent_v1_Attempt, Attempt__Output as _reeve_agent_v1_Attempt__Output } from '../../../reeve/agent/v1/Attempt.ts';
import type { Started as _reeve_agent_v1_Started, Started__Output as _reeve_agent_v1_Started__Output } from '../../../reeve/agent/v1/Started.ts';
import type { Progress as _reeve_agent_v1_Progress, Progress__Output as _reeve_agent_v1_Progress__Output } from '../../../reeve/agent/v1/Progress.ts';
import type { Lines as _reeve_agent_v1_Lines, Lines__Output as _reeve_agent_v1_Lines__Output } from '../../../reeve/agent/v1/Lines.ts';
import type { Result as _reeve_agent_v1_Result, Result__Output as _reeve_agent_v1_Result__Output } from '../../../reeve/agent/v1/Result.ts';
import type { Long } from '@grpc/proto-loader';

export interface Report {
  'sequence'?: (number | string | Long);
  'attempt'?: (_reeve_agent_v1_Attempt | null);
  'job_token'?: (string);
  'started'?: (_reeve_agent_v1_Started | null);
  'progress'?: (_reeve_agent_v1_Progress | null);
  'lines'?: (_reeve_agent_v1_Lines | null);
  'result'?: (_reeve_agent_v1_Result | null);
  'event'?: "started"|"progress"|"lines"|"result";
}

export interface Report__Output {
  'sequence': (number);
  'attempt': (_reeve_agent_v1_Attempt__Output | null);
  'job_token': (string);
  'started'?: (_reeve_agent_v1_Started__Output | null);
  'progress'?: (_reeve_agent_v1_Progress__Output | null);
  'lines'?: (_reeve_agent_v1_Lines__Output | null);
  'result'?: (_reeve_agent_v1_Result__Output | null);
  'event'?: "started"|"progress"|"lines"|"result";
}
