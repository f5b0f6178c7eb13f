// What other rooms see of the sandbox.
export { checkScript } from './check.ts'
export { Pool, type PoolOptions } from './pool.ts'
export { createSandbox, runScript, type RunOptions, type Sandbox } from './run.ts'
export type { FetchAnswer, FetchRequest } from './messages.ts'
export { limits } from './limits.ts'
export type { ErrorCode, Level, Outcome, ScriptError } from './outcome.ts'
