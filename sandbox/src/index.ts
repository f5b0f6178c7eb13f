// What other rooms see of the sandbox.
export { checkScript } from './check.ts'
export { runScript, type RunOptions } from './run.ts'
export type { FetchAnswer, FetchRequest } from './messages.ts'
export { limits } from './limits.ts'
export type { ErrorCode, Level, Outcome, ScriptError } from './outcome.ts'
