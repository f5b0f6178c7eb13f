// Original file: openapi/agent.proto


export interface Progress {
  'percent'?: (number);
  'message'?: (string);
}

export interface Progress__Output {
  'percent': (number);
  'message': (string);
}
