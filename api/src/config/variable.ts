// What a variable of the environment is, and the ways in which its text is read.
import { BlockList, isIP } from 'node:net'

export interface Variable<T> {
  /** Which program reads it. Each program stops on an ill-typed variable of its own. */
  program: 'broker' | 'clients'
  /** As people write it; undefined: unset. */
  default: string | undefined
  meaning: string
  secret?: boolean
  parse: (text: string) => T
}

/** Thrown for what an operator can mend; the message says how. Values of secrets are never repeated. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

export const broker = <T>(
  parse: (text: string) => T,
  fallback: string | undefined,
  meaning: string,
  secret = false,
): Variable<T> => ({ program: 'broker', default: fallback, meaning, secret, parse })

export const clients = (meaning: string): Variable<string> => ({
  program: 'clients',
  default: undefined,
  meaning,
  parse: text,
})

export const text = (value: string): string => value

/** A path or an address that may be left empty, which is unset. */
export const optional = (value: string): string | undefined => (value === '' ? undefined : value)

export const oneOf =
  <const T extends string>(...allowed: T[]) =>
  (value: string): T => {
    if (!allowed.includes(value as T)) throw new ConfigError(`must be one of ${allowed.join(', ')}`)
    return value as T
  }

/** One of several words, some of which are other names of others. */
export const named =
  <const T extends string>(words: Record<string, T>) =>
  (value: string): T => {
    const found = Object.hasOwn(words, value) ? words[value] : undefined
    if (found === undefined)
      throw new ConfigError(`must be one of ${Object.keys(words).join(', ')}`)
    return found
  }

export const whole = (least: number, most: number) => (value: string) => {
  const number = Number(value)
  if (!/^\d+$/.test(value) || number < least || number > most)
    throw new ConfigError(`must be a whole number from ${least} to ${most}`)
  return number
}

export const matching = (pattern: RegExp, words: string) => (value: string) => {
  if (!pattern.test(value)) throw new ConfigError(`must be ${words}`)
  return value
}

/** A secret; white space around it is not part of it. */
export const atLeast = (characters: number, where: string) => (value: string) => {
  const bare = value.trim()
  if (bare.length < characters)
    throw new ConfigError(`must be at least ${characters} characters, ${where}`)
  return bare
}

export const flag = (value: string): boolean => oneOf('true', 'false')(value) === 'true'

/** Items with commas between them; none is an empty list. */
export const list =
  (pattern: RegExp, words: string) =>
  (value: string): string[] => {
    const items = value.split(',').map((item) => item.trim())
    const given = items.filter((item) => item !== '')
    if (!given.every((item) => pattern.test(item)))
      throw new ConfigError(`must be a list with commas of ${words}`)
    return given
  }

/** Addresses and networks such as `10.0.0.0/8`. */
export function networks(value: string): string[] {
  const given = list(/^[0-9a-f.:]+(\/\d{1,3})?$/i, addresses)(value)
  for (const one of given) {
    const [address = '', bits] = one.split('/')
    const family = isIP(address)
    if (family === 0 || Number(bits ?? 0) > (family === 4 ? 32 : 128))
      throw new ConfigError(`must be a list with commas of ${addresses}`)
    new BlockList().addSubnet(address, Number(bits ?? 0), family === 4 ? 'ipv4' : 'ipv6')
  }
  return given
}

const addresses = 'addresses or networks such as 10.0.0.0/8'
