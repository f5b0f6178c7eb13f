// Original file: openapi/agent.proto


export interface Assignment {
  'job'?: (string);
  'attempt'?: (number);
  'tenant'?: (string);
  'type'?: (string);
  'payload'?: (Buffer | Uint8Array | string);
  'job_token'?: (string);
  'timeout_ms'?: (number);
  'lease_ms'?: (number);
  'context'?: (Buffer | Uint8Array | string);
}

export interface Assignment__Output {
  'job': (string);
  'attempt': (number);
  'tenant': (string);
  'type': (string);
  'payload': (Buffer);
  'job_token': (string);
  'timeout_ms': (number);
  'lease_ms': (number);
  'context': (Buffer);
}
