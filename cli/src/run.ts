// One run of the command line: arguments in, exit code out.
import { CommanderError } from 'commander'
import { codes, report } from './failure.ts'
import type { Io } from './io.ts'
import { programOf } from './program.ts'
import { sessionOf } from './session.ts'

/** `argv` is what follows the program's name. */
export async function run(argv: string[], io: Io): Promise<number> {
  try {
    await programOf(sessionOf(io)).parseAsync(argv, { from: 'user' })
    return codes.ok
  } catch (error) {
    // commander has said it: help and version are no mistake, all else is one of usage.
    if (error instanceof CommanderError) return error.exitCode === 0 ? codes.ok : codes.usage
    return report(error, io)
  }
}
