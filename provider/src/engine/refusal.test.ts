// Where a broker's pointer points in a configuration.
import { expect, test } from 'vitest'
import type { Failure } from './diagnostics.ts'
import type { Attribute, Thing } from './model.ts'
import { asFailure, Refused } from './refusal.ts'

const named = (name: string, more: Partial<Attribute>): Attribute => ({
  name,
  description: '',
  type: 'string',
  ...more,
})
const url = [named('url', {})]
const object = ['object', { url: 'string' }] as const
const attributes = [
  named('note', {}),
  named('tags', { type: ['set', 'string'] }),
  named('steps', { type: ['list', 'string'] }),
  named('values', { type: ['map', 'string'] }),
  named('login', { type: object, nested: { mode: 'single', attributes: url } }),
  named('doors', { type: ['list', object], nested: { mode: 'list', attributes: url } }),
]
const thing: Thing = { name: 'reeve_thing', noun: 'Thing', description: '', attributes, places: [] }

function told(pointer: string) {
  const problem = { title: 'No', errors: [{ pointer, detail: 'is wrong' }] }
  const failure = asFailure(new Refused(400, problem, 'POST /things', false), thing)
  const [diagnostic] = (failure as Failure).diagnostics
  return [diagnostic?.path, diagnostic?.detail.split('\n')[0]]
}

test('a pointer leads to an attribute, an element or a member', () => {
  expect(told('/note')).toEqual([['note'], 'note is wrong'])
  expect(told('#/note')).toEqual([['note'], 'note is wrong'])
  expect(told('/body/note')).toEqual([['note'], 'note is wrong'])
  expect(told('/steps/1')).toEqual([['steps', 1], 'steps[1] is wrong'])
  expect(told('/values/a~1b')).toEqual([['values', { key: 'a/b' }], 'values["a/b"] is wrong'])
  expect(told('/login/url')).toEqual([['login', 'url'], 'login.url is wrong'])
  expect(told('/doors/0/url')).toEqual([['doors', 0, 'url'], 'doors[0].url is wrong'])
})

test('the element of a set is the set, and what is no attribute is only said', () => {
  expect(told('/tags/0')).toEqual([['tags'], 'tags is wrong'])
  expect(told('/elsewhere')).toEqual([undefined, '/elsewhere is wrong'])
  expect(told('')).toEqual([undefined, 'is wrong'])
})

test('what is not a refusal is passed on', () => {
  const error = new Error('else')
  expect(asFailure(error, thing)).toBe(error)
})
