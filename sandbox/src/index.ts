// What other rooms see of the sandbox.
export { runScript, type RunOptions } from './run.ts'
export { limits } from './limits.ts'
export type { ErrorCode, Level, Outcome, ScriptError } from './outcome.ts'
