// Threads are used again, scripts' worlds are not: whatever one script does, the next finds nothing of it.
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  createSandbox,
  runScript,
  type PoolOptions,
  type RunOptions,
  type Sandbox,
} from './index.ts'
import { startThread } from './threads.ts'

let sandbox: Sandbox
let started: number

/** A sandbox whose threads are counted; without spares, so that the second script gets the first one's thread. */
function open(options: Partial<PoolOptions> = {}) {
  started = 0
  const start = () => {
    started += 1
    return startThread()
  }
  sandbox = createSandbox({ spares: 0, start, ...options })
  return (script: string, more: Partial<RunOptions> = {}) =>
    sandbox.run({ script, timeout_ms: 10_000, ...more })
}
afterEach(() => sandbox.close())

const threads = () => (process.report.getReport() as { workers: unknown[] }).workers.length

describe('the second script of a thread', () => {
  test.each([
    ['globals', 'globalThis.left = input; var kept = 1; globalThis.sleep = undefined'],
    [
      'prototypes',
      'Object.prototype.left = Array.prototype.left = Function.prototype.left = input',
    ],
    [
      'built-ins',
      `JSON.stringify = JSON.parse = () => 'left'
       Promise.prototype.then = function () { return this }
       Array.prototype.map = Array.prototype.join = () => 'left'
       Object.getOwnPropertyNames = () => ['left']
       globalThis.Object = globalThis.Array = undefined`,
    ],
    [
      'traps',
      `Object.defineProperty(Object.prototype, 'config', { set() { throw 1 } })
       Object.defineProperty(Object.prototype, 'then', { get() { throw new Error('left') } })
       Object.defineProperty(globalThis, 'input', { get: () => 'left', configurable: false })`,
    ],
    ['symbols', 'Symbol.for("left").description; globalThis[Symbol.for("left")] = input'],
  ])('finds no %s of the first', async (_, script) => {
    const lent = { config: { url: 'of-a' }, secrets: { key: 'hunter2' }, input: 'hunter2' }
    const names = 'return Object.getOwnPropertyNames(globalThis).toSorted()'
    const alone = await runScript({ script: names, timeout_ms: 10_000 })
    const run = open()
    await run(script, lent)
    expect(await run(names)).toEqual(alone)
    const seen = await run(`
      return [JSON.stringify([config, secrets, input]), typeof left, {}.left, [].left, (() => {}).left,
        globalThis[Symbol.for('left')], ['a', 'b'].map((each) => each + 1).join(), typeof sleep, await Promise.resolve(1)]
        .map((each) => each ?? 'nothing')`)
    expect(seen).toEqual({
      status: 'completed',
      result: [
        '[{},{},null]',
        'undefined',
        ...Array<string>(4).fill('nothing'),
        'a1,b1',
        'function',
        1,
      ],
    })
    expect(started).toBe(1)
  })

  test('is not met by what the first left under way: its sleeps, its fetches, its promises', async () => {
    const run = open()
    const lines: string[] = []
    const answers = new Map<string, () => void>()
    const shared: Partial<RunOptions> = {
      onLine: (_, text) => void lines.push(text),
      onProgress: (percent) => void lines.push(`${percent}%`),
      fetch: ({ url }) =>
        new Promise((resolve) => {
          answers.set(url, () => resolve({ url, status: 200, headers: {}, body: `of ${url}` }))
        }),
    }
    const first = `
      const late = (what) => () => { log.info('late ' + what); progress(99); fetch('again') }
      for (let i = 0; i < 100; i += 1) sleep(i).then(late('sleep'))
      for (const url of ['a1', 'a2']) fetch(url).then(late('fetch'))
      const again = () => Promise.resolve().then(again)
      return 'first'`
    expect(await run(first, shared)).toMatchObject({ result: 'first' })
    const second = run(`await sleep(200); return (await fetch('b1')).text()`, shared)
    answers.get('a1')!()
    await vi.waitUntil(() => answers.has('b1'))
    answers.get('a2')!()
    answers.get('b1')!()
    expect(await second).toEqual({ status: 'completed', result: 'of b1' })
    expect({ lines, asked: [...answers.keys()] }).toEqual({ lines: [], asked: ['a1', 'a2', 'b1'] })
    expect(started).toBe(1)
  })

  test('has bounds of its own: the first spent its lines and its calls, not those of the second', async () => {
    const run = open()
    let heard = 0
    const flood =
      'for (let i = 0; i < 9_000; i += 1) log.info(i); for (let i = 0; i < 900; i += 1) sleep(1e6)'
    for (let i = 0; i < 2; i += 1)
      expect(await run(flood, { onLine: () => void (heard += 1) })).toMatchObject({ result: null })
    expect(heard).toBe(18_000)
    expect(started).toBe(1)
  })

  test('may be given other memory than the first', async () => {
    const run = open()
    const large = 'return new Uint8Array(70 << 20).length'
    await run('return 1')
    expect(await run(large, { memory_bytes: 128 << 20 })).toMatchObject({ result: 70 << 20 })
    expect(await run(large)).toMatchObject({ error: { code: 'out-of-memory' } })
  })
})

describe('a thread is not used again', () => {
  const much = 'return new Uint8Array(30 << 20).fill(1).length'
  test.each([
    ['throws', 'throw new Error("no")', {}],
    ['does not parse', 'return (', {}],
    ['returns no JSON', 'return 1n', {}],
    ['awaits for ever', 'await new Promise(() => {})', {}],
    ['ran out of time', 'for (;;);', { timeout_ms: 200 }],
    ['ran out of memory', 'const all = []; for (;;) all.push(new Array(1e5).fill(1))', {}],
    ['took much memory', much, {}],
  ])('after a script that %s', async (_, script, more) => {
    const run = open()
    await run('return 0')
    await run(script, more)
    expect(await run('return 1')).toMatchObject({ result: 1 })
    expect(started).toBe(2)
  })

  test('after a script that was cancelled, also while it slept', async () => {
    const run = open()
    const stop = new AbortController()
    const onProgress = () => stop.abort()
    await run('progress(1); await sleep(1e6)', { signal: stop.signal, onProgress })
    expect(await run('return 1')).toMatchObject({ result: 1 })
    expect(started).toBe(2)
  })
})

test('two hundred scripts in a row leave no memory behind', async () => {
  const run = open()
  const script = 'const all = new Uint8Array(6 << 20).fill(7); return all.length'
  for (let i = 0; i < 20; i += 1) await run(script)
  const before = process.memoryUsage.rss()
  for (let i = 0; i < 200; i += 1) expect(await run(script)).toMatchObject({ result: 6 << 20 })
  expect(started).toBe(1)
  expect((process.memoryUsage.rss() - before) / 2 ** 20).toBeLessThan(150)
}, 60_000)

test('a spare stands ready once there was a script, and threads nobody needs are ended', async () => {
  const before = threads()
  const run = open({ spares: 1, idle_ms: 300 })
  expect(threads()).toBe(before)
  await run('return 1')
  await vi.waitUntil(() => threads() === before + 2, 5_000)
  await vi.waitUntil(() => threads() === before, 5_000)
  expect(await run('return 1')).toMatchObject({ result: 1 })
})
