// What one replica remembers of failures, on a clock that stands still: how much, and what it tells the others.
import { expect, test } from 'vitest'
import { createLedger } from './ledger.ts'

const clock = 0
const minute = 60_000
const spans = { window_ms: 15 * minute, ban_ms: 15 * minute }
const ledger = () =>
  createLedger({
    ofPair: { most: 5, ...spans },
    ofAddress: { most: 50, ...spans },
    now: () => clock,
  })

test('five failures of one credential from one address ban it there, and nowhere else', () => {
  const { failed, of } = ledger()
  const began = Array.from({ length: 6 }, () => failed('key', 'home', true))
  expect(began).toEqual([false, false, false, false, true, false])
  expect(of('key', 'home')!.bannedUntil).toBe(clock + 15 * minute)
  expect(of('key', 'elsewhere')).toBeUndefined()
  expect(of('other', 'home')).toBeUndefined()
})

test('fifty of any credentials ban the address from doors; requests do not count for that', () => {
  const { failed, of } = ledger()
  for (let count = 0; count < 49; count++) failed(`key-${count}`, 'home', true)
  for (let count = 0; count < 100; count++) failed(`key-${count}`, 'home', false)
  expect(of('', 'home')).toMatchObject({ failures: 49, bannedUntil: 0 })
  failed('one more', 'home', true)
  expect(of('', 'home')!.bannedUntil).toBeGreaterThan(clock)
})

test('a success clears the count of the credential, not that of the address, and ends no ban', () => {
  const { failed, succeeded, of } = ledger()
  for (let count = 0; count < 4; count++) failed('key', 'home', true)
  expect(succeeded('key', 'home')).toBe(true)
  expect(of('key', 'home')).toBeUndefined()
  expect(of('', 'home')!.failures).toBe(4)
  for (let count = 0; count < 5; count++) failed('key', 'home', true)
  expect(succeeded('key', 'home')).toBe(false)
  expect(of('key', 'home')!.bannedUntil).toBeGreaterThan(clock)
  expect(succeeded('unknown', 'home')).toBe(false)
})

test('a hundred thousand credentials leave ten thousand behind, and as much to tell', () => {
  const { failed, size, counted } = ledger()
  for (let count = 0; count < 100_000; count++) failed(`key-${count}`, 'home', false)
  expect(size()).toBe(10_000)
  expect(counted(1_000_000).keys).toHaveLength(10_000)
})

test('what is told is told once, and what others told counts with what is not told yet', () => {
  const { failed, counted, learn, of, waits } = ledger()
  failed('key', 'home', false)
  failed('key', 'home', false)
  const [key] = counted(10).keys as [Buffer]
  expect(waits()).toBe(false)
  failed('key', 'home', false)
  const told = { key, prefix: 'key', address: 'home', changed_at: '' }
  learn({ ...told, failures: 3, age_ms: 2 * minute, ban_ms: null })
  expect(of('key', 'home')).toMatchObject({ failures: 4, windowAt: clock - 2 * minute })
  expect(counted(10).failures).toEqual([1])
  learn({ ...told, failures: 5, age_ms: 3 * minute, ban_ms: 60_000 })
  expect(of('key', 'home')!.bannedUntil).toBe(clock + 60_000)
  learn({ ...told, failures: 0, age_ms: 0, ban_ms: null })
  expect(of('key', 'home')).toBeUndefined()
})

test('a ban that the table does not know yet outlives what it tells meanwhile', () => {
  const { failed, counted, learn, of } = ledger()
  for (let count = 0; count < 3; count++) failed('key', 'home', false)
  const [key] = counted(10).keys as [Buffer]
  for (let count = 0; count < 2; count++) failed('key', 'home', false)
  learn({
    key,
    prefix: 'key',
    address: 'home',
    failures: 3,
    age_ms: 0,
    ban_ms: null,
    changed_at: '',
  })
  expect(of('key', 'home')!.bannedUntil).toBeGreaterThan(clock)
})

test('words of strangers are not kept', () => {
  const { failed, counted } = ledger()
  failed('<script>', 'home', false)
  failed('a'.repeat(65), 'home', false)
  for (const prefix of counted(10).prefixes) expect(prefix).toMatch(/^[0-9a-f]{16}$/)
})
