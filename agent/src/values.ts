// How one variable is read: trimmed, checked, or its default; and what is said when it does not fit.
import { checks } from './checks.ts'
import { ConfigError } from './errors.ts'
import { variables, type Variable, type VariableName } from './variables.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** The variable's checked text, else its default. Empty is the same as unset, and space around a value is no part of it. */
export function valueOf(name: VariableName, env: Environment): string | undefined {
  const variable: Variable = variables[name]
  const given = env[name]?.trim()
  if (given === undefined || given === '') return variable.default
  const expected = checks[variable.type](given, variable)
  if (expected === undefined) return given
  // a secret's value must not appear even when it is wrong
  const said = variable.type === 'secret' ? '' : ` is '${given.slice(0, 100)}', which`
  const instead = variable.default ? `, or leave it out for ${variable.default}` : ''
  throw new ConfigError(`${name}${said} is not ${expected}: set it to one${instead}.`)
}

/** Of a variable with two names. */
export function eitherOf(
  name: VariableName,
  alias: VariableName,
  env: Environment,
): string | undefined {
  const [given, other] = [env[name]?.trim(), env[alias]?.trim()]
  if (given && other && given !== other) {
    const secret = variables[name].type === 'secret'
    const [one, two] = secret ? ['', ''] : [` (${given})`, ` (${other})`]
    throw new ConfigError(
      `${name}${one} and ${alias}${two} are two names of one thing and differ: set one of them.`,
    )
  }
  return valueOf(other ? alias : name, env)
}

/** Each part once, in the order given. */
export function listOf(text: string): string[] {
  const parts = text.split(',').map((part) => part.trim())
  return [...new Set(parts.filter((part) => part !== ''))]
}
