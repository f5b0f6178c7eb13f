// The host believes nothing a thread says beyond the known kinds and bounds.
import { expect, test } from 'vitest'
import { limits } from './limits.ts'
import { checkMessage } from './messages.ts'

test.each([undefined, null, 7, 'x', [], {}, { kind: 'other' }, { kind: 'line', level: 'loud' }])(
  '%j is no message',
  (raw) => expect(checkMessage(raw)).toBeUndefined(),
)

test('a result that is no text or too long is no message', () => {
  expect(checkMessage({ kind: 'completed', result: { toString: 1 } })).toBeUndefined()
  const result = 'x'.repeat(limits.result_bytes + 1)
  expect(checkMessage({ kind: 'completed', result })).toBeUndefined()
})

test('fields are bounded, extra ones dropped', () => {
  expect(checkMessage({ kind: 'progress', percent: Number.NaN, message: 'a\0', extra: 1 })).toEqual(
    {
      kind: 'progress',
      percent: 0,
      message: 'a\ufffd',
    },
  )
  const error = { code: 'made-up', message: 'm'.repeat(1e5), line: 1.5, stack: '' }
  const message = expect.stringMatching(/^m{2100}$/) as string
  expect(checkMessage({ kind: 'failed', error })).toEqual({
    kind: 'failed',
    error: { code: 'sandbox-failed', message },
  })
})
