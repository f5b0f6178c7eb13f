// Makes what came from elsewhere safe to show on a terminal, and measures it.

/** Control characters, and those that reorder or hide text: an agent's name must not steer a terminal. */
const unsafe = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu
const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One line of visible characters. */
export function plain(text: string): string {
  return text.replaceAll(unsafe, (character) => short[character] ?? escape(character))
}

/** JSON for people and programs; what JSON.stringify leaves raw is escaped too. */
export function asJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent).replaceAll(unsafe, (character) =>
    character === '\n' ? character : escape(character),
  )
}

/** One value in one line: `-` for null, items with commas, objects as JSON. */
export function cell(value: unknown): string {
  if (value === null || value === undefined) return '-'
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
    return value.map((item) => plain(String(item))).join(',')
  }
  return typeof value === 'object' ? asJson(value, 0) : plain(String(value as string))
}

// Of the characters that fill two columns, those that are likely in names: CJK, Hangul, full width, emoji.
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u

/** How many columns of a terminal a text fills. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text)
    width += /\p{Mn}/u.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}

/** The text in at most so many columns, with an ellipsis where it is cut. */
export function fit(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let kept = ''
  for (const character of text) {
    if (widthOf(kept + character) > columns - 1) break
    kept += character
  }
  return `${kept}…`
}

function escape(character: string): string {
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`
}
