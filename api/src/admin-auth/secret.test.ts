// Which admin secrets are refused at start, and how one is compared.
import { randomBytes, scryptSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { Problem } from '../problem.ts'
import { adminSecretOf } from './secret.ts'

const good = randomBytes(32).toString('base64url')
const hashOf = (secret: string, parts: Array<string | number> = [16_384, 8, 1]) => {
  const salt = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
  const hash = scryptSync(secret, salt, 32, { N: 16_384, r: 8, p: 1 })
  return ['scrypt', ...parts, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

test.each([
  ['change-me-in-production-please-now', /is a placeholder/],
  ['my-secure-admin-secret-here-0123456', /is a placeholder/],
  ['Replace_This_0123456789_abcdef_XYZ', /is a placeholder/],
  ['short-zQ8_v1', /is shorter than 32 characters/],
  ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', /fewer than 10 different characters/],
  ['qWe8RtY2uIoPqWe8RtY2uIoPqWe8RtY2uIoP', /is one piece, again and again/],
  ['abcdefghijklmnopqrstuvwxyz0123456789', /is the alphabet, or counts/],
  ['$2b$12$K3J8vT0cQ1xYz5mN7pR9sOuW2eI4aL6dF8gH0jK1lM3nB5vC7xZ9q', /is a bcrypt hash/],
  ['scrypt$16384$8$1$AAAA$AAAA', /is no hash of a secret/],
  [hashOf('x', [1024, 8, 1]), /is no hash of a secret/],
  [`${hashOf('x')}$more`, /is no hash of a secret/],
])('%s is refused with a sentence that does not repeat it', (secret, says) => {
  const refused = () => adminSecretOf(secret)
  expect(refused).toThrow(says)
  expect(refused).toThrow(/^REEVE_ADMIN_SECRET .+ Make one with `openssl rand -hex 32`/)
  expect(refused).not.toThrow(secret)
})

test('hex, base64url and what a password manager makes are good', () => {
  for (let round = 0; round < 5; round++) {
    for (const encoding of ['hex', 'base64url'] as const)
      expect(() => adminSecretOf(randomBytes(32).toString(encoding))).not.toThrow()
  }
  expect(() => adminSecretOf('correct horse battery staple 42 mango')).not.toThrow()
})

test.each([
  ['as it is', good],
  ['as its hash', hashOf(good)],
])('a secret that is given %s matches itself alone', async (_, text) => {
  const secret = adminSecretOf(text)
  expect(await secret.matches(good)).toBe(true)
  for (const other of [good.slice(1), `${good}x`, good.toUpperCase(), '', hashOf(good)])
    expect(await secret.matches(other)).toBe(false)
})

test('of many at once a few wait and the others are told to come again', async () => {
  const secret = adminSecretOf(good)
  const asked = await Promise.allSettled(
    Array.from({ length: 60 }, (_, index) => secret.matches(index % 2 ? good : 'x')),
  )
  const refused = asked.filter((one) => one.status === 'rejected')
  expect(refused.length).toBeGreaterThan(10)
  for (const { reason } of refused) {
    expect(reason).toBeInstanceOf(Problem)
    expect((reason as Problem).code).toBe('rate-limited')
  }
  const right = asked.flatMap((one, index) =>
    one.status === 'fulfilled' ? [one.value === (index % 2 === 1)] : [],
  )
  expect(right.every(Boolean)).toBe(true)
  expect(await secret.matches(good)).toBe(true)
})
