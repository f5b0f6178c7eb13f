// A value that is due is planned as another one, and a person is told until when the value of now holds.
import { document } from '@reeve/openapi'
import { expect, test } from 'vitest'
import { rows } from '../resources.ts'
import { isUnknown } from '../wire/values.ts'
import type { ObjectValue } from '../wire/values.ts'
import { deriveModel } from './derive.ts'
import { planChange } from './plan.ts'
import { forewarning, isDue } from './rotate.ts'

const { resources } = deriveModel(document, rows)
const token = resources['reeve_agent_token']!
const config: ObjectValue = {
  tenant: 'acme',
  name: 'on-prem',
  expires_in_days: 30,
  rotate_before_days: 7,
}
const prior: ObjectValue = {
  ...config,
  id: '1',
  description: '',
  pool: null,
  overlap_seconds: 3600,
  expires_at: '2026-03-08T00:00:00.000Z',
  status: 'active',
  rotation_due: true,
  created_at: '2026-02-06T00:00:00.000Z',
  token: 'agent_1',
  deliver_to: null,
}
const unknowns = (planned: ObjectValue) =>
  Object.keys(planned).filter((name) => isUnknown(planned[name]))

test('nothing is planned until the broker says that it is due', () => {
  const early = { ...prior, rotation_due: false }
  expect(isDue(token, early)).toBe(false)
  expect(planChange(token, config, early)).toEqual({ planned: early, requiresReplace: [] })
})

test('a rotation makes the secret and the end of its life unknown, in place', () => {
  const { planned, requiresReplace } = planChange(token, config, prior)
  expect(unknowns(planned).toSorted()).toEqual(['expires_at', 'rotation_due', 'token'])
  expect(planned).toMatchObject({ id: '1', status: 'active', created_at: prior['created_at'] })
  expect(requiresReplace).toEqual([])
})

test('an edit without a rotation keeps both', () => {
  const { planned } = planChange(
    token,
    { ...config, description: 'Rack 7' },
    { ...prior, rotation_due: false },
  )
  expect(unknowns(planned)).toEqual(['rotation_due'])
  expect(planned).toMatchObject({ token: 'agent_1', expires_at: prior['expires_at'] })
})

test('the warning names the time until which the value of now holds', () => {
  const said = (now: string, planned: ObjectValue = prior) =>
    forewarning(token, planned, prior, new Date(now)).detail
  expect(said('2026-03-02T10:00:00Z')).toContain('valid until 2026-03-02T11:00:00.000Z')
  expect(said('2026-03-07T23:30:00Z')).toContain('valid until 2026-03-08T00:00:00.000Z')
  expect(said('2026-03-02T10:00:00Z', { ...prior, overlap_seconds: 60 })).toContain(
    'valid until 2026-03-02T10:01:00.000Z',
  )
  expect(said('2026-03-02T10:00:00Z', { ...prior, overlap_seconds: 0 })).toContain(
    'ends with the apply',
  )
})

test('what is said to rotate must be able to', () => {
  const wrong = structuredClone(document)
  wrong.components.schemas['Pool']!['x-terraform'] = {
    rotation: { due: 'paused', overlap: 'weight', end: 'created_at' },
  }
  expect(() => deriveModel(wrong, [{ name: 'pool', noun: 'Pool' }])).toThrow('no POST')
})
