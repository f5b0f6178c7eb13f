// What a plan promises: what is given, defaults, what is steady – and nothing that the broker may still decide.
import { expect, test } from 'vitest'
import { isUnknown, unknown } from '../wire/values.ts'
import type { ObjectValue } from '../wire/values.ts'
import type { Attribute, Resource } from './model.ts'
import { planChange } from './plan.ts'

const settable = { optional: true, inCreate: true, inUpdate: true, description: '' }
const computed = { computed: true, description: '' }
const attributes: Attribute[] = [
  { ...settable, name: 'note', type: 'string', nullable: true },
  { ...settable, name: 'labels', type: ['set', 'string'], computed: true, default: [] },
  { ...settable, name: 'region', type: 'string', computed: true },
  { ...computed, name: 'id', type: 'string', steady: true },
  { ...computed, name: 'used', type: 'number' },
  { name: 'slug', type: 'string', description: '', required: true, inCreate: true },
]
const resource: Resource = {
  name: 'reeve_thing',
  noun: 'Thing',
  description: '',
  attributes,
  places: [],
}
const prior: ObjectValue = {
  slug: 'a',
  note: null,
  labels: ['x', 'y'],
  region: 'eu',
  id: '1',
  used: 3,
}
const config: ObjectValue = {
  slug: 'a',
  note: null,
  labels: ['y', 'x'],
  region: null,
  id: null,
  used: null,
}

const unknowns = (values: ObjectValue) =>
  Object.keys(values).filter((name) => isUnknown(values[name]))

test('a creation knows what is given and defaults', () => {
  const { planned, requiresReplace } = planChange(resource, { ...config, labels: null }, null)
  expect(planned).toMatchObject({ slug: 'a', note: null, labels: [] })
  expect(unknowns(planned)).toEqual(['region', 'id', 'used'])
  expect(requiresReplace).toEqual([])
})

test('the same configuration, also with a set in another order, is no change', () => {
  const { planned } = planChange(resource, config, prior)
  expect(planned).toEqual({ ...prior, labels: ['y', 'x'] })
})

test('an update keeps what is steady or was chosen, and forgets what the broker computes', () => {
  const { planned, requiresReplace } = planChange(resource, { ...config, note: 'new' }, prior)
  expect(planned).toMatchObject({ note: 'new', id: '1', region: 'eu' })
  expect(unknowns(planned)).toEqual(['used'])
  expect(requiresReplace).toEqual([])
})

test('taking a value out goes back to null or to the default', () => {
  const before = { ...prior, note: 'old' }
  expect(planChange(resource, { ...config, labels: null }, before).planned).toMatchObject({
    note: null,
    labels: [],
  })
})

test('what cannot change in place asks for replacement, also while it is unknown', () => {
  expect(planChange(resource, { ...config, slug: 'b' }, prior).requiresReplace).toEqual([['slug']])
  expect(planChange(resource, { ...config, slug: unknown }, prior).requiresReplace).toEqual([
    ['slug'],
  ])
})

test('nested objects have defaults and computed members of their own', () => {
  const members: Attribute[] = [
    { ...settable, name: 'mode', type: 'string', computed: true, default: 'inline' },
    { ...settable, name: 'url', type: 'string' },
    { ...computed, name: 'seen', type: 'string' },
  ]
  const type = ['object', { mode: 'string', url: 'string', seen: 'string' }] as const
  for (const mode of ['list', 'set', 'map'] as const) {
    const many: Attribute = {
      ...settable,
      name: 'at',
      type: [mode, type],
      nested: { mode, attributes: members },
    }
    const thing = { ...resource, attributes: [many] }
    const [given, old] = [
      { mode: null, url: 'u', seen: null },
      { mode: 'inline', url: 'u', seen: 's' },
    ]
    const put = (item: ObjectValue) => ({ at: mode === 'map' ? { k: item } : [item] })
    expect(planChange(thing, put(given), put(old)).planned).toEqual(put(old))
    const made = planChange(thing, put(given), null).planned['at']
    expect(Object.values(made as object)[0]).toMatchObject({
      mode: 'inline',
      url: 'u',
      seen: expect.anything(),
    })
  }
})

test('an update forgets what is computed inside of nested objects, too', () => {
  const members: Attribute[] = [
    { ...settable, name: 'url', type: 'string' },
    { ...computed, name: 'seen', type: 'string' },
  ]
  const type = ['object', { url: 'string', seen: 'string' }] as const
  const login: Attribute = {
    ...settable,
    name: 'login',
    type,
    nested: { mode: 'single', attributes: members },
  }
  const thing = { ...resource, attributes: [...attributes, login] }
  const before = { ...prior, login: { url: 'u', seen: 's' } }
  const given = { ...config, login: { url: 'u', seen: null } }
  expect(planChange(thing, given, before).planned['login']).toEqual(before.login)
  const { planned } = planChange(thing, { ...given, note: 'new' }, before)
  expect(unknowns(planned['login'] as ObjectValue)).toEqual(['seen'])
})
