// Lists as tables and single objects as lines, as wide as the terminal.
import type { Schema } from '@reeve/openapi'
import { resolve, typesOf } from '../contract/schemas.ts'
import type { Sink } from '../io.ts'
import { cell, fit, widthOf } from './text.ts'

type Row = Record<string, unknown>

const gap = 2
const narrowest = 8

export function table(rows: Row[], names: string[], { isTTY, columns }: Sink): string {
  const cells = [
    names.map((name) => name.toUpperCase()),
    ...rows.map((row) => names.map((name) => cell(row[name]))),
  ]
  const natural = names.map((_, i) => Math.max(...cells.map((line) => widthOf(line[i]!))))
  const widths = isTTY ? fitting(natural, columns ?? 80) : natural
  return cells.map((line) => `${layOut(line, widths)}\n`).join('')
}

/** An object, one property a line. */
export function record(object: Row): string {
  const names = Object.keys(object)
  const width = Math.max(0, ...names.map((name) => name.length)) + gap
  return names.map((name) => `${`${name}:`.padEnd(width)}${cell(object[name])}\n`).join('')
}

/** The columns worth a place, what matters most first: what it is called, its owner, its state. */
export function columnsOf({ properties = {} }: Schema, byId: boolean): string[] {
  const names = byId ? ['id', 'slug', 'name'] : ['slug', 'name', 'id']
  const key = names.find((name) => name in properties)
  const hidden = new Set(['revision', 'updated_at', ...(key === 'id' ? [] : ['id'])])
  const rank = ([name, schema]: [string, Schema]): number => {
    const { enum: states, readOnly, format } = resolve(schema)
    if (name === key) return 0
    if (name === 'tenant' || name === 'name') return 1
    if (states) return readOnly ? 2 : 3
    return format === 'date-time' ? 5 : 4
  }
  return Object.entries(properties)
    .filter(([name, schema]) => !hidden.has(name) && isFlat(resolve(schema)))
    .toSorted((a, b) => rank(a) - rank(b))
    .map(([name]) => name)
}

function isFlat(schema: Schema): boolean {
  const types = typesOf(schema)
  return types.length > 0 && !types.includes('object')
}

/** Leaves out columns from the right until the rest fits, then gives each its own width or a fair share. */
function fitting(natural: number[], columns: number): number[] {
  const least = natural.map((width) => Math.min(width, narrowest))
  let count = natural.length
  while (count > 1 && total(least.slice(0, count)) > columns) count--
  const widths = natural.slice(0, count)
  while (total(widths) > columns && Math.max(...widths) > narrowest) {
    widths[widths.indexOf(Math.max(...widths))]! -= 1
  }
  return widths
}

function total(widths: number[]): number {
  return widths.reduce((sum, width) => sum + width + gap, -gap)
}

function layOut(line: string[], widths: number[]): string {
  const cells = widths.map((width, i) => {
    const text = fit(line[i]!, width)
    return text + ' '.repeat(width - widthOf(text) + gap)
  })
  return cells.join('').trimEnd()
}
