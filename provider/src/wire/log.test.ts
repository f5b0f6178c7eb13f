// Which lines are written at all, by the words Terraform knows.
import { expect, test } from 'vitest'
import { createLog } from './log.ts'
import type { Level } from './log.ts'

const all: Level[] = ['trace', 'debug', 'info', 'warn', 'error']

function written(env: NodeJS.ProcessEnv): string[] {
  const lines: string[] = []
  const log = createLog(env, (line) => lines.push(line))
  for (const level of all) log(level, 'said', { what: level })
  return lines.map((line) => (JSON.parse(line) as { '@level': string })['@level'])
}

test.each([
  [{}, ['warn', 'error']],
  [{ TF_LOG: '' }, ['warn', 'error']],
  [{ TF_LOG: 'debug' }, ['debug', 'info', 'warn', 'error']],
  [{ TF_LOG: 'ERROR', TF_LOG_PROVIDER: 'INFO' }, ['info', 'warn', 'error']],
  [{ TF_LOG: '', TF_LOG_PROVIDER: 'trace' }, all],
  [{ TF_LOG: 'trace', TF_LOG_PROVIDER: 'off' }, []],
  [{ TF_LOG: 'json' }, all],
])('%j', (env, expected) => {
  expect(written(env)).toEqual(expected)
})

test('a line is one that Terraform reads as a line of a log', () => {
  let line = ''
  createLog({ TF_LOG: 'info' }, (it) => (line += it))('info', 'said', { count: 2 })
  expect(JSON.parse(line)).toMatchObject({ '@level': 'info', '@message': 'said', count: 2 })
  expect(line).toMatch(/"@timestamp":"[\d-]+T[\d:]+\.\d{6}Z".*\}\n$/)
})
