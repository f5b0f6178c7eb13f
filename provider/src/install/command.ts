// How the commands of this folder are started: options, help, and what went wrong in a sentence.
import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'

type Given = Record<string, string | boolean | undefined>

/** Prints what `work` says. 2: the command was not understood; 1: it could not be done. */
export async function command(
  usage: string,
  options: NonNullable<ParseArgsConfig['options']>,
  work: (given: Given) => Promise<string>,
): Promise<void> {
  try {
    const { values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } })
    const given = values as Given
    process.stdout.write(given['help'] ? usage : `${await work(given)}\n`)
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = error instanceof TypeError ? 2 : 1 // parseArgs throws TypeErrors
  }
}
