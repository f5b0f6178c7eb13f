// Scripts that will not end, eat memory, flood: each is stopped, and its neighbours and the host notice nothing.
import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { createSandbox, limits, runScript, type RunOptions } from './index.ts'
import { startThread } from './threads.ts'

const run = (script: string, options: Partial<RunOptions> = {}) =>
  runScript({ script, timeout_ms: 10_000, ...options })

/** A script that says when it runs, so that a test can act in its middle. */
function begin(script: string, options: Partial<RunOptions> = {}, by = run) {
  let outcome = Promise.resolve<unknown>(undefined)
  const started = new Promise<void>((resolve) => {
    outcome = by(`progress(1)\n${script}`, { ...options, onProgress: () => resolve() })
  })
  return { outcome, started }
}

const endless = {
  loop: 'while (true);',
  'regular expression': '/^(a+)+$/.test("a".repeat(60) + "b")',
  'promise chain': 'const again = () => Promise.resolve().then(again); await again()',
  bigint: 'let n = 3n; for (;;) n = (n * n) % (2n ** 200000n)',
  'getter in its error': 'throw { get message() { for (;;); } }',
  'toJSON of its result': 'return { toJSON() { for (;;); } }',
  'that catches': 'for (;;) { try { for (;;); } catch {} finally { continue } }',
}

describe('time', () => {
  test.each(Object.entries(endless))('an endless %s is ended', async (_, script) => {
    const error = { code: 'timeout', message: 'The script ran longer than 250 ms.' }
    expect(await run(script, { timeout_ms: 250 })).toEqual({ status: 'failed', error })
  })

  test('an endless script disturbs neither the host nor its neighbours', async () => {
    const stop = new AbortController()
    const spinning = begin('while (true);', { signal: stop.signal })
    await spinning.started
    let late = 0
    let last = performance.now()
    const timer = setInterval(() => {
      late = Math.max(late, performance.now() - last)
      last = performance.now()
    }, 10)
    for (let i = 0; i < 3; i += 1) {
      expect(await run('return input * 2', { input: 21 })).toMatchObject({ result: 42 })
    }
    clearInterval(timer)
    expect(late).toBeLessThan(1_000)
    stop.abort()
    expect(await spinning.outcome).toEqual({ status: 'cancelled' })
  })
})

describe('cancelling', () => {
  test('ends a running script, and its thread is gone by then', async () => {
    const threads: Awaited<ReturnType<typeof startThread>>[] = []
    const start = async () => {
      const thread = await startThread()
      threads.push(thread)
      return thread
    }
    const { run: alone } = createSandbox({ spares: 0, start })
    const by: typeof run = (script, options) => alone({ script, timeout_ms: 10_000, ...options })
    const stop = new AbortController()
    const spinning = begin('while (true);', { signal: stop.signal }, by)
    await spinning.started
    expect(threads.map(({ threadId }) => threadId > 0)).toEqual([true])
    stop.abort()
    expect(await spinning.outcome).toEqual({ status: 'cancelled' })
    expect(threads.map(({ threadId }) => threadId)).toEqual([-1])
  })

  test('that never came leaves no listener on the signal', async () => {
    const { signal } = new AbortController()
    expect(await run('return 1', { signal })).toMatchObject({ status: 'completed' })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  test('before the start starts nothing', async () => {
    const signal = AbortSignal.abort()
    expect(await run('while (true);', { signal })).toEqual({ status: 'cancelled' })
  })

  test('during the start ends it too', async () => {
    const stop = new AbortController()
    const outcome = run('while (true);', { signal: stop.signal })
    stop.abort()
    expect(await outcome).toEqual({ status: 'cancelled' })
  })

  test('a script that sleeps does not wait for its sleep', async () => {
    const stop = new AbortController()
    const sleeping = begin('await sleep(1e6)', { signal: stop.signal })
    await sleeping.started
    stop.abort()
    expect(await sleeping.outcome).toEqual({ status: 'cancelled' })
  })
})

describe('memory', () => {
  test.each([
    'const kept = []; for (;;) kept.push(new Array(1000).fill(7))',
    'const m = []; for (let i = 0; ; i += 1) m.push("x" + i)',
    'new Uint8Array(100 << 20)',
    '"x".repeat(2 ** 29)',
    'const m = new Map(); for (let i = 0; ; i += 1) m.set(i, {})',
  ])('is bounded: %s', async (script) => {
    expect(await run(script)).toMatchObject({ status: 'failed', error: { code: 'out-of-memory' } })
  })

  test('a script that survives its own want of memory goes on', async () => {
    const script = 'try { "x".repeat(2 ** 29) } catch { return "survived" }'
    expect(await run(script)).toMatchObject({ result: 'survived' })
  })

  test('is bounded as the caller says', async () => {
    const script = 'return new Uint8Array(100 << 20).length'
    expect(await run(script, { memory_bytes: 128 << 20 })).toMatchObject({ result: 100 << 20 })
    expect(await run(script, { memory_bytes: 32 << 20 })).toMatchObject({ status: 'failed' })
  })

  test('an input larger than the memory fails, in words', async () => {
    const outcome = await run('return 1', { input: 'x'.repeat(20 << 20), memory_bytes: 32 << 20 })
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'out-of-memory' } })
  })
})

describe('a flood', () => {
  test('of lines is cut, and says how much was lost', async () => {
    const lines: string[] = []
    const script = 'for (let i = 0; i < 60000; i += 1) log.info(i)'
    const onLine = (_: string, text: string) => void lines.push(text)
    expect(await run(script, { onLine, timeout_ms: 60_000 })).toMatchObject({ status: 'completed' })
    const dropped = lines
      .map((text) => /^(\d+) log lines were dropped/.exec(text)?.[1])
      .filter((count) => count !== undefined)
      .reduce((sum, count) => sum + Number(count), 0)
    const kept = lines.filter((text) => /^\d+$/.test(text)).length
    expect(kept + dropped).toBe(60_000)
    expect(kept).toBeGreaterThanOrEqual(limits.lines.burst)
    expect(dropped).toBeGreaterThan(0)
  })

  test('of long lines is cut in width and in sum', async () => {
    const lines: string[] = []
    const script = 'const s = "x".repeat(1e6); for (let i = 0; i < 2000; i += 1) log.info(s, s)'
    const onLine = (_: string, text: string) => void lines.push(text)
    await run(script, { onLine, timeout_ms: 60_000 })
    expect(lines[0]).toBe(`${'x'.repeat(limits.line_chars)}… (cut)`)
    const sum = lines.reduce((chars, text) => chars + text.length, 0)
    expect(sum).toBeLessThan(2 * limits.line_text.burst)
    expect(lines.at(-1)).toMatch(/log lines were dropped here/)
  })

  test('of progress ends with the last word', async () => {
    const seen: number[] = []
    const script = 'for (let i = 0; i <= 50000; i += 1) progress(i / 500)'
    await run(script, { onProgress: (percent) => void seen.push(percent) })
    expect(seen.at(-1)).toBe(100)
    expect(seen.length).toBeLessThan(1_000)
  })
})
