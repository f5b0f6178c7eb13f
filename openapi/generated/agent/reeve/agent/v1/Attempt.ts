// Original file: openapi/agent.proto


export interface Attempt {
  'job'?: (string);
  'attempt'?: (number);
}

export interface Attempt__Output {
  'job': (string);
  'attempt': (number);
}
