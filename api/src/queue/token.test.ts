// Job tokens: for one attempt of one agent, and for a time.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createVault } from '../identity/vault.ts'
import { checkToken, jobToken, tokenExpiry } from './token.ts'

const vault = createVault(randomBytes(32))
const holding = { job: 'job', attempt: 2, agent: 'agent' }
const now = Date.UTC(2026, 0, 1)
const expires = tokenExpiry(60, now)
const token = jobToken(vault, holding, expires)

test('a token is good until ten minutes after the timeout of its job', () => {
  const last = now + (60 + 600) * 1000
  expect(() => checkToken(vault, holding, token, last - 1)).not.toThrow()
  expect(() => checkToken(vault, holding, token, last)).toThrow('has expired')
})

test.each([
  ['another job', { ...holding, job: 'other' }, token],
  ['another attempt', { ...holding, attempt: 1 }, token],
  ['another agent', { ...holding, agent: 'other' }, token],
  ['a later expiry written into it', holding, later(token)],
  ['something left out', holding, token.slice(1)],
  ['something added', holding, `${token}A`],
  ['nothing', holding, ''],
])('with %s it is refused', (_, whose, given) => {
  expect(() => checkToken(vault, whose, given, now)).toThrow('not the one of this attempt')
})

test('another broker with the same master key knows it, one with another does not', () => {
  const key = randomBytes(32)
  const own = jobToken(createVault(key), holding, expires)
  expect(() => checkToken(createVault(key), holding, own, now)).not.toThrow()
  expect(() => checkToken(vault, holding, own, now)).toThrow('not the one')
})

function later(given: string): string {
  const bytes = Buffer.from(given, 'base64url')
  bytes.writeUInt32BE(expires + 1)
  return bytes.toString('base64url')
}
