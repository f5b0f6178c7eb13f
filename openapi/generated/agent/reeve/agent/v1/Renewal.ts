// Original file: openapi/agent.proto


export interface Renewal {
  'token'?: (string);
}

export interface Renewal__Output {
  'token': (string);
}
