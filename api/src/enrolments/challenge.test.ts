// Challenges: taken until they end, at any broker with the same master key, and never when anybody else made them.
import { expect, test } from 'vitest'
import { createVault } from '../identity/vault.ts'
import { checkChallenge, endOf, issueChallenge } from './challenge.ts'

const vault = createVault(Buffer.alloc(32, 1))
const now = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
const refused = (hex: string, at = now) =>
  expect(() => checkChallenge(vault, at, hex)).toThrow(/Ask for another/)

test('one is taken for thirty seconds, and then no more', () => {
  const { nonce, expires_in } = issueChallenge(vault, now)
  expect(nonce).toMatch(/^[0-9a-f]{64}$/)
  expect(expires_in).toBe(30)
  const bytes = checkChallenge(vault, now + 29_999, nonce)
  expect(bytes.toString('hex')).toBe(nonce)
  expect(endOf(bytes)).toBe(now + 30_000)
  refused(nonce, now + 30_000)
  refused(nonce, now + 31_000)
})

test('no two are the same', () => {
  const all = Array.from({ length: 100 }, () => issueChallenge(vault, now).nonce)
  expect(new Set(all).size).toBe(100)
})

test('every bit of it counts', () => {
  const { nonce } = issueChallenge(vault, now)
  for (let bit = 0; bit < 256; bit++) {
    const bytes = Buffer.from(nonce, 'hex')
    bytes[bit >> 3]! ^= 1 << (bit & 7)
    refused(bytes.toString('hex'))
  }
})

test('one of another broker, or of another form, is refused', () => {
  refused(issueChallenge(createVault(Buffer.alloc(32, 2)), now).nonce)
  const { nonce } = issueChallenge(vault, now)
  for (const text of ['', nonce.slice(2), `${nonce}00`, `zz${nonce.slice(2)}`]) refused(text)
})
