// Secrets are taken out of whatever a run says, in the spellings that programs give them.
import { expect, test } from 'vitest'
import { redactEnding, redactor } from './redact.ts'

const value = 'p"ss wörd/1'

test.each([
  ['as it is', value],
  ['as JSON', JSON.stringify(value).slice(1, -1)],
  ['in a URL', encodeURIComponent(value)],
  ['as base64', Buffer.from(value).toString('base64')],
  ['as base64url', Buffer.from(value).toString('base64url')],
  ['as hex', Buffer.from(value).toString('hex')],
])('a value %s is not said', (_, spelled) => {
  expect(redactor({ key: value })(`before ${spelled} after`)).toMatch(/^before \*\*\*=* after$/)
})

test('of a value of several lines no line is said', () => {
  const redact = redactor({ key: '-----BEGIN-----\nMIIEvQ\n-----END-----\n' })
  expect(redact('it is MIIEvQ!')).toBe('it is ***!')
})

test('a value within another takes nothing away from it', () => {
  const redact = redactor({ short: 'horse', long: 'correct horse battery' })
  expect(redact('correct horse battery, horse')).toBe('***, ***')
})

test('what is too short to be told from other text stays', () => {
  expect(redactor({ pin: '123', none: '' })('1234 123')).toBe('1234 123')
})

test('results and errors are searched to the last name', () => {
  const redact = redactor({ key: 'tiger' })
  const result = { list: ['a tiger', { tiger: 1 }], n: 1, none: null }
  expect(redactEnding({ status: 'completed', result }, redact)).toEqual({
    status: 'completed',
    result: { list: ['a ***', { '***': 1 }], n: 1, none: null },
  })
  const error = { code: 'script-error', message: 'Error: tiger', stack: 'at tiger', line: 1 }
  expect(redactEnding({ status: 'failed', error }, redact)).toEqual({
    status: 'failed',
    error: { ...error, message: 'Error: ***', stack: 'at ***' },
  })
})
