// Secrets of every kind, and what is none.
import { expect, test } from 'vitest'
import { tokenIdOf } from './token-ids.ts'

const hex = (length: number) => '0123456789abcdef'.repeat(4).slice(0, length)
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (claims: unknown) => [part({ alg: 'EdDSA' }), part(claims), 'c2ln'].join('.')

test.each([
  [`agent_${hex(64)}`, 'agent_token', null],
  [`reeve_${hex(64)}`, 'api_token', null],
  [`enrol_${hex(64)}`, 'enrolment_key', null],
  [`appsecret_${hex(64)}`, 'app_secret', null],
  ['ab12cd.0123456789abcdef', 'bootstrap_token', 'ab12cd'],
  [`launch_${hex(32)}_${hex(64)}`, 'launch_token', '01234567-89ab-cdef-0123-456789abcdef'],
  [jwt({ jti: 'a?b>c', sub: 'spiffe://x/y' }), 'session', 'a?b>c'],
])('%s is one of %s', (text, kind, id) => {
  expect(tokenIdOf(text)).toEqual({ kind, id })
})

test.each([
  '',
  `agent_${hex(63)}`,
  `agent_${hex(64)} `,
  'AB12CD.0123456789abcdef',
  'a.b.c',
  jwt(null),
  jwt({ jti: 7 }),
  `${part('x')}.%.y`,
])('%j is none', (text) => {
  expect(tokenIdOf(text)).toBeUndefined()
})
