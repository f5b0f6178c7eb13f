// Original file: openapi/agent.proto


export interface Farewell {
}

export interface Farewell__Output {
}
