// What other rooms see of the agent.
export { createAgent, type Agent, type AgentOptions } from './agent.ts'
export { readConfig, type Config, type Environment } from './config.ts'
export { ConfigError, RefusedError, exitCodeOf } from './errors.ts'
export { defineHandler } from './handlers/define.js'
export type { Handler, Job, Tools } from './handlers/handler.ts'
export { createLogger } from './logger.ts'
export { variables, type Variable, type VariableName } from './variables.ts'
