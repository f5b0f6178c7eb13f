// What a bootstrap token looks like: six characters by which people know it, a dot, and sixteen that nobody is told again.
import { randomInt } from 'node:crypto'

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** randomInt leaves no character likelier than another. */
const characters = (count: number): string =>
  Array.from({ length: count }, () => alphabet[randomInt(alphabet.length)]).join('')

export function newBootstrapToken(): { prefix: string; token: string } {
  const prefix = characters(6)
  return { prefix, token: `${prefix}.${characters(16)}` }
}

export const isBootstrapToken = (text: string): boolean => /^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(text)
