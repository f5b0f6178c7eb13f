// The truth table of grants.
import { expect, test } from 'vitest'
import { covers, coversAll, grantLimits, parseGrant } from './grants.ts'

test.each([
  ['read:data:a', 'read:data:a', true],
  ['read:data:*', 'read:data:a', true],
  ['read:data:*', 'read:data:*', true],
  ['read:data:a', 'read:data:*', false],
  ['*:data:a', 'read:data:a', false],
  ['*:*:*', 'read:data:a', false],
  ['read:data:a:b', 'read:data:a:b', true],
  ['read:data:*', 'read:data:a:b', true],
  ['read:data:a', 'read:data:a:b', false],
  ['read:data:a*', 'read:data:ab', false],
  ['read:data:**', 'read:data:a', false],
  ['read:data:*', 'read:data', false],
  ['read:data', 'read:data', false],
  ['read::x', 'read::x', false],
  [':data:x', ':data:x', false],
  ['read:data:', 'read:data:', false],
  ['read:data:a', 'READ:data:a', false],
  ['read:data:a', 'read:data:A', false],
  ['read:data:a b', 'read:data:a b', false],
  ['read:data:a\n', 'read:data:a\n', false],
  ['read:data:a\u0000', 'read:data:a\u0000', false],
  ['write:data:*', 'read:data:a', false],
  ['*', 'read:data:a', false],
  ['', '', false],
])('an allowed %j, a requested %j: %j', (allowed, requested, answer) => {
  expect(covers(allowed, requested)).toBe(answer)
})

test('each requested grant needs an allowed one, and no request needs any', () => {
  expect(coversAll(['read:data:*', 'write:data:a'], ['read:data:b', 'write:data:a'])).toBe(true)
  expect(coversAll(['read:data:*', 'write:data:a'], ['read:data:b', 'write:data:b'])).toBe(false)
  expect(coversAll([], ['read:data:b'])).toBe(false)
  expect(coversAll(['read:data:*'], [])).toBe(true)
  expect(coversAll([], [])).toBe(true)
})

test('the identifier is what comes after the second colon', () => {
  expect(parseGrant('read:file:s3:bucket/key')).toEqual({
    action: 'read',
    resource: 'file',
    identifier: 's3:bucket/key',
  })
})

test('a grant has an end', () => {
  const longest = `read:data:${'a'.repeat(grantLimits.characters - 10)}`
  expect(covers(longest, longest)).toBe(true)
  expect(covers(`${longest}a`, `${longest}a`)).toBe(false)
})

test('one that covers another covers all that the other covers', () => {
  const some = ['a:b:c', 'a:b:*', 'a:b:c:d', 'b:b:c', '*:b:c', 'a:*:c', 'a:b', 'a:b:c*']
  for (const one of some)
    for (const two of some)
      for (const three of some)
        if (covers(one, two) && covers(two, three)) expect(covers(one, three)).toBe(true)
})
