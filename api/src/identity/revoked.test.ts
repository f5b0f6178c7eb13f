// What a revocation ends: what was there before it, under the same key, for as long as it counts.
import { expect, test } from 'vitest'
import { createRevoked } from './revoked.ts'
import type { Row } from './revocations/store.ts'

let count = 0
const row = (more: Partial<Row>): Row => ({
  id: String(++count),
  number: 5,
  key: 'k',
  verb: 'revoke',
  starts_at: 0,
  until: 1_000,
  lifted: false,
  ...more,
})
const of = (...rows: Array<Partial<Row>>) => {
  const memory = createRevoked()
  memory.add(rows.map(row))
  return memory
}
const before = { gen: 4, keys: ['other', 'k'] }
const after = { gen: 5, keys: ['k'] }

test.each<[string, Partial<Row>, Parameters<ReturnType<typeof of>['ends']>, boolean]>([
  ['what was issued before', {}, [before, 'access', 1], true],
  ['what was issued after', {}, [after, 'access', 1], false],
  ['a renewal of what came before', {}, [before, 'renewal', 1], true],
  ['what has another key', {}, [{ gen: 4, keys: ['other'] }, 'access', 1], false],
  ['a fresh token of an enrolment from before', {}, [{ ...after, since: 4 }, 'access', 1], true],
  ['expired: a token from before', { verb: 'expire' }, [before, 'access', 1], true],
  ['expired: its renewal', { verb: 'expire' }, [before, 'renewal', 1], false],
  ['expired: the renewed token', { verb: 'expire' }, [{ ...after, since: 4 }, 'access', 1], false],
  ['banned: whatever comes', { verb: 'ban' }, [{ gen: 99, keys: ['k'] }, 'renewal', 1], true],
  ['banned for ever', { verb: 'ban', until: null }, [before, 'access', 1e15], true],
  ['not yet', { starts_at: 10 }, [before, 'access', 9], false],
  ['from then on', { starts_at: 10 }, [before, 'access', 10], true],
  ['over', {}, [before, 'access', 1_000], false],
])('%s', (_how, given, asked, ended) => {
  expect(of(given).ends(...asked)).toBe(ended)
})

test('one that is lifted counts no more', () => {
  const memory = createRevoked()
  const ban = row({ verb: 'ban' })
  memory.add([ban])
  expect(memory.ends(before, 'access', 1)).toBe(true)
  memory.add([{ ...ban, number: 6, lifted: true }])
  expect(memory.ends(before, 'access', 1)).toBe(false)
  expect(memory.size()).toBe(0)
})

test('each is told once, when it comes into force, and what is over is forgotten', () => {
  const memory = of({ key: 'now' }, { key: 'later', starts_at: 50 })
  expect(memory.begun(1).map(({ key }) => key)).toEqual(['now'])
  expect(memory.begun(49)).toEqual([])
  expect(memory.begun(50).map(({ key }) => key)).toEqual(['later'])
  expect(memory.size()).toBe(2)
  memory.begun(20_000)
  expect(memory.size()).toBe(0)
})
