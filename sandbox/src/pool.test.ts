// Warm threads, with real threads that do nothing: who gets one, when one is started, and when one is ended.
import { Worker } from 'node:worker_threads'
import { afterEach, expect, test, vi } from 'vitest'
import { Pool, type PoolOptions } from './index.ts'

const ready = `require('node:worker_threads').parentPort.on('message', (text) => eval(text)).postMessage('ready')`
let pool: Pool
let started: Worker[]

function open(options: Partial<PoolOptions> = {}) {
  started = []
  const start = () => {
    const thread = new Worker(ready, { eval: true })
    started.push(thread)
    return thread
  }
  pool = new Pool({ start, start_ms: 10_000, spares: 0, idle_ms: 60_000, ...options })
  return pool
}
afterEach(() => pool.close())

/** A thread that must be there. */
const taken = async () => (await pool.take(new AbortController().signal))!

test('a thread that was given back is lent again, the one used last first', async () => {
  open()
  const [one, other] = [await taken(), await pool.takeNew()]
  pool.give(one)
  pool.give(other)
  expect([await taken(), await taken()]).toEqual([other, one])
  expect(started.length).toBe(2)
  await Promise.all([pool.end(one), pool.end(other)])
})

test('many short pieces of work need few threads', async () => {
  open()
  let done = 0
  const work = async () => {
    const thread = await taken()
    await Promise.resolve()
    done += 1
    pool.give(thread)
  }
  pool.give(await taken())
  await Promise.all(Array.from({ length: 500 }, work))
  expect(done).toBe(500)
  expect(started.length).toBeLessThan(10) // one, where nothing else holds up this thread
})

test('who waits behind long work gets a thread of its own', async () => {
  open()
  const threads = await Promise.all(Array.from({ length: 5 }, taken))
  expect(new Set(threads).size).toBe(5)
  await Promise.all(threads.map((thread) => pool.end(thread)))
})

test('a thread that dies while it waits is lent to nobody', async () => {
  open()
  const thread = await taken()
  pool.give(thread)
  const gone = new Promise((resolve) => thread.once('exit', resolve))
  thread.postMessage('process.exit(1)')
  await gone
  const next = await taken()
  expect(next).not.toBe(thread)
  await pool.end(next)
})

test('a thread that was ended makes room for who waits', async () => {
  open()
  const thread = await taken()
  const waiting = taken()
  await pool.end(thread)
  const next = await waiting
  expect(next).not.toBe(thread)
  await pool.end(next)
})

test('who does not want one any more gets none, and nobody else loses theirs', async () => {
  open()
  const thread = await taken()
  const stop = new AbortController()
  const [left, stays] = [pool.take(stop.signal), taken()]
  stop.abort()
  expect(await left).toBeUndefined()
  expect(await pool.take(stop.signal)).toBeUndefined()
  pool.give(thread)
  expect(await stays).toBe(thread)
  await pool.end(thread)
})

test('a thread that cannot be started is told to who waits, and tried again for the next', async () => {
  let fails = true
  const start = () => new Worker(fails ? 'throw new Error("no licence")' : ready, { eval: true })
  open({ start, spares: 2 })
  await expect(taken()).rejects.toThrow('no licence')
  fails = false
  await pool.end(await taken())
})

test('a thread that is never ready is given up', async () => {
  open({ start: () => new Worker('setInterval(() => {}, 1e6)', { eval: true }), start_ms: 100 })
  await expect(taken()).rejects.toThrow('too long')
})

test('spares go with the last use, and a closed pool keeps nobody', async () => {
  open({ spares: 2, idle_ms: 1_000 })
  const thread = await taken()
  await vi.waitUntil(() => started.length === 3, 5_000)
  const gone = (all: Worker[]) => all.every(({ threadId }) => threadId === -1)
  await vi.waitUntil(() => gone(started.slice(1)), 5_000)
  expect(started.length).toBe(3)
  await pool.close()
  pool.give(thread)
  await vi.waitUntil(() => gone(started), 5_000)
})
