// Rates on a clock that the test turns.
import { expect, test } from 'vitest'
import { Problem } from '../problem.ts'
import { type Bucket, createBuckets } from './buckets.ts'

let clock = 0
const asked = (take: ReturnType<typeof createBuckets>, bucket: Bucket, key = 'a') => {
  try {
    take(bucket, key)
    return 'taken'
  } catch (error) {
    expect(error).toBeInstanceOf(Problem)
    expect((error as Problem).code).toBe('rate-limited')
    return (error as Problem).retryAfter
  }
}

test('a burst, and then one after the other', () => {
  const take = createBuckets(() => clock)
  for (let count = 0; count < 10; count++) expect(asked(take, 'admin_auth')).toBe('taken')
  expect(asked(take, 'admin_auth')).toBe(1)
  clock += 200
  expect(asked(take, 'admin_auth')).toBe('taken')
  expect(asked(take, 'admin_auth')).toBe(1)
})

test('who waits as long as was said gets through', () => {
  const take = createBuckets(() => clock)
  for (let count = 0; count < 3; count++) expect(asked(take, 'app_auth')).toBe('taken')
  expect(asked(take, 'app_auth')).toBe(6)
  clock += 6000
  expect(asked(take, 'app_auth')).toBe('taken')
})

test('each door and each who knocks has a bucket of its own, and asking in vain costs nothing', () => {
  const take = createBuckets(() => clock)
  for (let count = 0; count < 100; count++) asked(take, 'app_auth')
  expect(asked(take, 'app_auth', 'b')).toBe('taken')
  expect(asked(take, 'admin_auth')).toBe('taken')
  clock += 6000
  expect(asked(take, 'app_auth')).toBe('taken')
})

test('it remembers ten thousand, and forgets which was used longest ago', () => {
  const take = createBuckets(() => clock)
  for (let count = 0; count < 3; count++) asked(take, 'app_auth', 'first')
  for (let count = 0; count < 9_999; count++) asked(take, 'app_auth', `k${count}`)
  expect(asked(take, 'app_auth', 'first')).toBe(6)
  for (let count = 0; count < 10_000; count++) asked(take, 'app_auth', `l${count}`)
  expect(asked(take, 'app_auth', 'first')).toBe('taken')
})
