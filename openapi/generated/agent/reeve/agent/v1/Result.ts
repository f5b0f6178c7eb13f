// Original file: openapi/agent.proto


export interface Result {
  'status'?: (string);
  'result'?: (Buffer | Uint8Array | string);
  'error'?: (Buffer | Uint8Array | string);
}

export interface Result__Output {
  'status': (string);
  'result': (Buffer);
  'error': (Buffer);
}
