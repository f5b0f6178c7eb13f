// The log's last net: whatever is logged whole, its secrets are not.
import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

function kept() {
  const lines: string[] = []
  const logger = createLogger('debug', { write: (line) => void lines.push(line) })
  return { logger, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> }
}

test('secrets are taken out by their names, as deep as anybody logs', () => {
  const { logger, last } = kept()
  const token = 'hunter2'
  logger.child({ tenant: 'acme', job_token: token }).info(
    {
      token,
      headers: { authorization: token, host: 'a' },
      request: { body: { proof: token, name: 'n' } },
      list: [{ payload: token }],
      plain: new Date(0),
      operation: 'runJob',
    },
    'said',
  )
  expect(last()).toMatchObject({
    tenant: 'acme',
    job_token: '[secret]',
    token: '[secret]',
    headers: { authorization: '[secret]', host: 'a' },
    request: { body: { proof: '[secret]', name: 'n' } },
    list: [{ payload: '[secret]' }],
    plain: '1970-01-01T00:00:00.000Z',
    operation: 'runJob',
    msg: 'said',
  })
})

test('an error keeps its message and its stack, and loses what hangs on it', () => {
  const { logger, last } = kept()
  const error = Object.assign(new Error('no'), { token: 'hunter2', config: { payload: 'hunter2' } })
  logger.error({ err: error }, 'failed')
  expect(last()).toMatchObject({
    err: {
      type: 'Error',
      message: 'no',
      stack: expect.stringContaining('logger.test'),
      token: '[secret]',
    },
  })
  expect(JSON.stringify(last())).not.toContain('hunter2')
})
