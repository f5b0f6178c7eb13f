// The truth table of scopes.
import { expect, test } from 'vitest'
import { scopeAllows, scopesAllow } from './scopes.ts'

test.each([
  ['*', 'pools:write', true],
  ['*', '*', true],
  ['pools:*', 'pools:write', true],
  ['pools:*', 'pools:*', true],
  ['*:read', 'pools:read', true],
  ['*:read', 'pools:write', false],
  ['*:read', '*:read', true],
  ['*:*', '*', false],
  ['pools:write', 'pools:read', true],
  ['pools:read', 'pools:write', false],
  ['pools:write', 'pools:*', false],
  ['pools:read', 'plans:read', false],
  ['pools:read', '*', false],
  ['pools:read', '*:read', false],
  ['', 'pools:read', false],
  ['pools', 'pools:read', false],
])('a grant of %j for a need of %j: %j', (granted, needed, answer) => {
  expect(scopeAllows(granted, needed)).toBe(answer)
})

test('each need must be covered by some grant', () => {
  expect(scopesAllow(['jobs:write', 'agents:read'], ['jobs:read', 'agents:read'])).toBe(true)
  expect(scopesAllow(['jobs:write'], ['jobs:read', 'agents:read'])).toBe(false)
  expect(scopesAllow([], [])).toBe(true)
})
