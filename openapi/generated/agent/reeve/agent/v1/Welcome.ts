// Original file: openapi/agent.proto


export interface Welcome {
  'agent'?: (string);
  'tenant'?: (string);
  'heartbeat_interval_ms'?: (number);
  'lease_ms'?: (number);
}

export interface Welcome__Output {
  'agent': (string);
  'tenant': (string);
  'heartbeat_interval_ms': (number);
  'lease_ms': (number);
}
