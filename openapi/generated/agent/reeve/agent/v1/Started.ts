// Original file: openapi/agent.proto


export interface Started {
}

export interface Started__Output {
}
