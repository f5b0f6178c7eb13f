// What the contract marks as secret: read from stdin, or asked for. Never an argument, which others on the machine can see.
import { type Command, Option } from 'commander'
import type { Flag } from './contract/flags.ts'
import type { Shape } from './contract/shape.ts'
import { type Io, readAll, UsageError } from './io.ts'
import { askHidden } from './prompt.ts'
import type { Typed } from './request.ts'

/** `--<name>-stdin` in place of `--<name>`, which is understood only to say so. */
export function addSecret(command: Command, { name }: Flag, explanation: string): void {
  const refuse = (): never => {
    throw new UsageError(
      `--${name} takes no secret as an argument, which others on this machine can see. Give it with --${name}-stdin or in a --file, or leave it out and be asked.`,
    )
  }
  command.addOption(new Option(`--${name} [text]`).argParser(refuse).hideHelp())
  command.addOption(new Option(`--${name}-stdin`, `from stdin: ${explanation}`))
}

/** Adds to what was typed the secrets that are on stdin, and asks a person for one that is wanted and was not given. */
export async function withSecrets(
  command: Command,
  { flags }: Shape,
  typed: Typed,
  io: Io,
): Promise<Typed> {
  const options = command.optsWithGlobals() as Record<string, unknown>
  const attribute = ({ name }: Flag) => new Option(`--${name}-stdin`).attributeName()
  const secrets = flags.filter(({ secret }) => secret)
  const piped = secrets.filter((flag) => options[attribute(flag)] === true)
  if (piped.length > (typed.file === '-' ? 0 : 1))
    throw new UsageError('Only one thing can be read from stdin.')
  const given: Record<string, unknown> = {}
  for (const { property } of piped)
    given[property] = (await readAll(io.stdin)).replace(/\r?\n$/, '')
  if (piped.length > 0 || typed.file !== undefined) return withBody(typed, given)
  for (const { property, name, required } of secrets)
    if (required && typed.body[property] === undefined && io.stdin.isTTY)
      given[property] = await askHidden(io, `${name}: `)
  return withBody(typed, given)
}

const withBody = (typed: Typed, given: Record<string, unknown>): Typed => ({
  ...typed,
  body: { ...typed.body, ...given },
})
