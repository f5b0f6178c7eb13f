// SPIFFE ids are made and taken apart by one rule.
import { expect, test } from 'vitest'
import { isSegment, parseSpiffe, spiffeIdOf, type SpiffeParts } from './spiffe.ts'

const agent = '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11'

test.each<[string, SpiffeParts]>([
  [
    'spiffe://reeve.local/agent/orch-1/task-1/0123456789abcdef',
    { kind: 'task', orch_id: 'orch-1', task_id: 'task-1', instance: '0123456789abcdef' },
  ],
  [`spiffe://reeve.local/tenant/acme/agent/${agent}`, { kind: 'tenant', tenant: 'acme', agent }],
  [`spiffe://reeve.local/shared/gpu/agent/${agent}`, { kind: 'shared', pool: 'gpu', agent }],
  [`spiffe://reeve.local/shared/default/agent/${agent}`, { kind: 'shared', pool: null, agent }],
])('%s is made of its parts and falls into them', (id, parts) => {
  expect(spiffeIdOf('reeve.local', parts)).toBe(id)
  expect(parseSpiffe(id)).toEqual({ ...parts, trustDomain: 'reeve.local' })
})

test.each([
  '',
  'reeve.local/agent/o/t/i',
  'https://reeve.local/agent/o/t/i',
  'spiffe:///agent/o/t/i',
  'spiffe://Reeve.Local/agent/o/t/i',
  'spiffe://reeve.local',
  'spiffe://reeve.local/',
  'spiffe://reeve.local/agent/o/t',
  'spiffe://reeve.local/agent/o/t/i/j',
  'spiffe://reeve.local/agent/o//i',
  'spiffe://reeve.local/agent/../t/i',
  'spiffe://reeve.local/agent/o/t/i?x=1',
  'spiffe://reeve.local/agent/o/t/i#x',
  'spiffe://reeve.local/agent/o/t/a%2fb',
  'spiffe://user@reeve.local/agent/o/t/i',
  'spiffe://reeve.local:1/agent/o/t/i',
  'spiffe://reeve.local/tenant/acme/job/i',
  'spiffe://reeve.local/nobody/acme/agent/i',
  'spiffe://reeve.local/agent/o/t/i ',
  `spiffe://reeve.local/agent/o/t/${'i'.repeat(129)}`,
])('%j is no id of an agent', (text) => {
  expect(parseSpiffe(text)).toBeUndefined()
})

test('a segment is letters, digits, dot, line and underline, and leads nowhere else', () => {
  for (const good of ['a', 'A.b_c-9', '...', 'a'.repeat(128)]) expect(isSegment(good)).toBe(true)
  for (const bad of ['', '.', '..', 'a/b', 'a b', 'ä', 'a\n', 'a'.repeat(129)])
    expect(isSegment(bad)).toBe(false)
  const parts = { kind: 'task', orch_id: '..', task_id: 't', instance: 'i' } as const
  expect(() => spiffeIdOf('reeve.local', parts)).toThrow('SPIFFE id')
})
