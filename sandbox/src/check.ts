// Compiles a script without running any of it.
import type { ScriptError } from './outcome.ts'
import { runScript } from './run.ts'

/** How long QuickJS may take to read a script, its thread's start included. */
const timeout_ms = 10_000

/** What is wrong with a script's syntax, with line and column; undefined when it compiles. */
export async function checkScript(script: string): Promise<ScriptError | undefined> {
  const outcome = await runScript({ script, compile_only: true, timeout_ms })
  return outcome.status === 'failed' ? outcome.error : undefined
}
