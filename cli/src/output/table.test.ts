// How lists and single objects are laid out.
import { expect, test } from 'vitest'
import { columnsOf, record, table } from './table.ts'

const rows = [
  { name: 'a', status: 'active', description: 'x'.repeat(60) },
  { name: 'long-name', status: 'expired', description: null },
]
const names = ['name', 'status', 'description']
const sink = { write: () => {} }

test('columns align, and nothing is cut where there is no terminal', () => {
  expect(table(rows, names, sink).split('\n')).toEqual([
    'NAME       STATUS   DESCRIPTION',
    `a          active   ${'x'.repeat(60)}`,
    'long-name  expired  -',
    '',
  ])
})

test('on a terminal the widest column gives way first, then the last ones go', () => {
  const lines = (columns: number) =>
    table(rows, names, { ...sink, isTTY: true, columns }).split('\n')
  expect(lines(40)[1]).toBe(`a          active   ${'x'.repeat(19)}…`)
  expect(lines(20)[0]).toBe('NAME       STATUS')
  for (const columns of [10, 20, 30, 40, 60]) {
    for (const line of lines(columns)) expect(line.length).toBeLessThanOrEqual(columns)
  }
})

test('columns begin with the name, the owner and the state', () => {
  const properties = {
    id: { type: 'string' },
    created_at: { type: 'string', format: 'date-time' },
    priority: { type: 'string', enum: ['high'] },
    status: { type: 'string', enum: ['a'], readOnly: true },
    note: { type: 'string' },
    tenant: { type: 'string' },
    name: { type: 'string' },
    payload: { type: 'object' },
    revision: { type: 'integer' },
  }
  expect(columnsOf({ properties }, false)).toEqual([
    'name',
    'tenant',
    'status',
    'priority',
    'note',
    'created_at',
  ])
  expect(columnsOf({ properties }, true).slice(0, 3)).toEqual(['id', 'tenant', 'name'])
})

test('one object is a property a line', () => {
  expect(record({ id: 1, long_name: ['a', 'b'] })).toBe('id:        1\nlong_name: a,b\n')
})
