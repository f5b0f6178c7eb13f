// Reads back from commander what was typed, in the contract's terms.
import { type Command, Option } from 'commander'
import { type Flag, meaning } from './contract/flags.ts'
import type { Shape } from './contract/shape.ts'
import type { Typed } from './request.ts'

type Options = Record<string, unknown>

export function typedOf(command: Command, { args, flags }: Shape): Typed {
  const options = command.optsWithGlobals() as Options
  const attribute = (name: string) => new Option(`--${name}`).attributeName()
  const given = flags.map((flag) => [flag, options[attribute(flag.name)]] as const)
  const of = (where: Flag['where']) =>
    Object.fromEntries(
      given
        .filter(([flag, value]) => flag.where === where && value !== undefined)
        .map(([flag, value]) => [flag.property, meaning(flag, value)]),
    )
  const { tenant, allTenants, file, limit, all, json } = options as Partial<Typed>
  const path = Object.fromEntries(args.map(({ name }, i) => [name, command.args[i]!]))
  return { path, body: of('body'), query: of('query'), tenant, allTenants, file, limit, all, json }
}
