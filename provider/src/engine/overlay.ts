// What the contract says to Terraform alone, where the rules do not suffice: the grammar of x-terraform.
import type { Schema } from '@reeve/openapi'
import type { Json } from './model.ts'

/** On a property: one word, or several in a list. */
const words = [
  'omit', // no attribute at all
  'data-only', // an attribute of data sources, not of the resource
  'json', // any value, as its text
  'set', // an array without an order …
  'list', // … or with one, whatever uniqueItems says
  'computed', // left out, it is what the broker makes of it, and that stays
  'steady', // no update changes it
  'rotates', // no update changes it, but a rotation does
  'replace', // a change makes another object, though an update could send it
  'identity', // it names the object to people, wherever the id does
  'write-only', // it can also be given without being kept in the state
] as const
export type Word = (typeof words)[number]

/** The properties by which a value takes the place of another, with the operation `rotate`. */
export interface Rotation {
  /** It is true when it is time. */
  due: string
  /** For how many seconds the value before stays valid ... */
  overlap: string
  /** ... and when it would have ended anyway. */
  end: string
}

/** On the schema of a noun. */
export interface Overlay {
  /** An object with one of these values counts as "no longer there". */
  gone?: Record<string, Json[]>
  rotation?: Rotation
}
const members = ['gone', 'rotation'] satisfies (keyof Overlay)[]

const exclusive: Word[][] = [
  ['json', 'set', 'list'],
  ['omit', 'data-only'],
]

export function has(property: Schema, word: Word): boolean {
  return wordsOf(property).includes(word)
}

/** Fails on what is not in the grammar: a word that is misspelt would be a rule that nobody keeps. */
export function wordsOf(property: Schema): Word[] {
  const said = [property['x-terraform'] ?? []].flat() as Word[]
  const unknown = said.find((word) => !words.includes(word))
  if (unknown !== undefined)
    throw new Error(
      `x-terraform has no word ${JSON.stringify(unknown)}; it has ${words.join(', ')}`,
    )
  const clash = exclusive.find((some) => some.filter((word) => said.includes(word)).length > 1)
  if (clash) throw new Error(`x-terraform: of ${clash.join(', ')} only one can be meant`)
  return said
}

export function overlayOf(noun: Schema): Overlay {
  const said = (noun['x-terraform'] ?? {}) as Record<string, unknown>
  const unknown = Object.keys(said).find((name) => !members.includes(name as keyof Overlay))
  if (typeof said !== 'object' || Array.isArray(said) || unknown !== undefined)
    throw new Error(`x-terraform of a noun is an object of ${members.join(', ')}`)
  return said as Overlay
}
