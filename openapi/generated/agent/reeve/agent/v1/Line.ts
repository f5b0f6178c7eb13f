// Original file: openapi/agent.proto


export interface Line {
  'number'?: (number);
  'level'?: (string);
  'text'?: (string);
  'at'?: (string);
}

export interface Line__Output {
  'number': (number);
  'level': (string);
  'text': (string);
  'at': (string);
}
