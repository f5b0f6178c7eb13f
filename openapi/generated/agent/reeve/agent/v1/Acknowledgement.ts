// Original file: openapi/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Acknowledgement {
  'sequence'?: (number | string | Long);
  'accepted'?: (boolean);
  'code'?: (string);
  'detail'?: (string);
}

export interface Acknowledgement__Output {
  'sequence': (number);
  'accepted': (boolean);
  'code': (string);
  'detail': (string);
}
