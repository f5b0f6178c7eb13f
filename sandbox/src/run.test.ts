// What a script can do and what becomes of it, through a real thread.
import { describe, expect, test } from 'vitest'
import { limits, runScript, type RunOptions } from './index.ts'

const run = (script: string, options: Partial<RunOptions> = {}) =>
  runScript({ script, timeout_ms: 10_000, ...options })

const lines: string[] = []
const keep = {
  onLine: (level: string, text: string) => void lines.push(`${level} ${text}`),
}

describe('a script', () => {
  test('computes from its input', async () => {
    const script = 'return input.numbers.reduce((sum, each) => sum + each, 0)'
    const outcome = await run(script, { input: { numbers: [1, 2, 39] } })
    expect(outcome).toEqual({ status: 'completed', result: 42 })
  })

  test('may await, and what it awaits runs in order', async () => {
    const script = `
      const seen = []
      const later = Promise.resolve().then(() => seen.push('job'))
      await Promise.all([sleep(5).then(() => seen.push('slept')), later])
      return seen`
    expect(await run(script)).toEqual({ status: 'completed', result: ['job', 'slept'] })
  })

  test('without a return has the result null', async () => {
    expect(await run('const nothing = 1 // a comment ends it')).toMatchObject({ result: null })
    expect(await run('')).toEqual({ status: 'completed', result: null })
  })

  test('logs by level, with console as another name, in order and without NUL', async () => {
    lines.length = 0
    const script = `
      log.debug('a', 1, { b: [2] }, undefined, 5n, null)
      console.log('c\\0d')
      console.error('\\ud800')
      log.warn()`
    await run(script, keep)
    expect(lines).toEqual([
      'debug a 1 {"b":[2]} undefined 5 null',
      'info c\ufffdd',
      expect.stringMatching(/^error \ufffd+$/),
      'warn ',
    ])
  })

  test('reports progress, bounded to 0 to 100', async () => {
    const seen: [number, string][] = []
    const script = `progress(-5); progress(12.4, 'begun'); progress('80'); progress(1e9, 'over')`
    await run(script, { onProgress: (percent, message) => void seen.push([percent, message]) })
    expect(seen).toEqual([
      [0, ''],
      [12, 'begun'],
      [80, ''],
      [100, 'over'],
    ])
  })

  test('has a result of any JSON', async () => {
    const value = { a: [1.5, null, true, 'é\u2028"\\'], ['__proto__x']: {}, nul: '\0' }
    const outcome = await run('return input', { input: value })
    expect(outcome).toEqual({ status: 'completed', result: value })
    expect(await run('return [NaN, undefined, new Date(0)]')).toMatchObject({
      result: [null, null, '1970-01-01T00:00:00.000Z'],
    })
  })
})

describe('a script that fails', () => {
  test.each([
    ['const a = 1\nlet b = ;', 2, 9],
    ['let let = 3', 1, 5],
    ['\n\n  const s = "open', 3, 13],
    ['return 1 +', 1, 11],
    ['import x from "node:fs"', 1, 8],
  ])('to parse says where: %j', async (script, line, column) => {
    const error = { code: 'syntax-error', message: expect.any(String), line, column }
    expect(await run(script)).toEqual({ status: 'failed', error })
  })

  test('to parse runs nothing of itself', async () => {
    lines.length = 0
    await run('log.info("ran")\n}', keep)
    expect(lines).toEqual([])
  })

  test('by throwing says what and where', async () => {
    const outcome = await run('const f = () => {\n  throw new TypeError("bad")\n}\n\nf()')
    expect(outcome).toEqual({
      status: 'failed',
      error: {
        code: 'script-error',
        message: 'TypeError: bad',
        line: 2,
        column: expect.any(Number),
        stack: expect.stringMatching(
          /^at f \(script\.js:2:\d+\)\nat <anonymous> \(script\.js:5:2\)$/,
        ),
      },
    })
  })

  test.each([
    ['throw null', 'threw null'],
    ['throw "words"', 'threw words'],
    ['throw { message: "m" }', 'threw m'],
    ['throw new Proxy({}, { get() { throw 1 } })', 'threw [cannot be shown]'],
    ['throw Object.assign(new Error("x"), { name: "E".repeat(1e6) })', /^E{100}… \(cut\): x$/],
    ['throw new Error("y".repeat(1e6))', /^Error: y+… \(cut\)$/],
    ['const f = () => f() + 1; f()', 'InternalError: stack overflow'],
    ['await new Promise(() => {})', 'The script awaits something that can never happen.'],
    ['for (let i = 0; ; i += 1) sleep(1e6)', 'RangeError: too many calls are waiting already'],
    ['undeclared = 1', "ReferenceError: 'undeclared' is not defined"],
  ])('by an unusual throw still fails in words: %s', async (script, message) => {
    const outcome = await run(script)
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'script-error' } })
    const said = outcome.status === 'failed' ? outcome.error.message : ''
    expect(said).toMatch(message)
    expect(said.length).toBeLessThan(limits.message_chars + 200)
  })

  test.each([
    ['return () => 1', 'not-serialisable'],
    ['return Symbol("s")', 'not-serialisable'],
    ['return { big: 1n }', 'not-serialisable'],
    ['const a = {}; a.a = a; return a', 'not-serialisable'],
    ['return { toJSON() { throw new Error("no") } }', 'not-serialisable'],
    ['return "x".repeat(1024 * 1024)', 'result-too-large'],
    ['return "é".repeat(600 * 1024)', 'result-too-large'],
    ['let a = 0; for (let i = 0; i < 501; i += 1) a = [a]; return a', 'result-too-large'],
  ])('to give JSON within bounds says so: %s', async (script, code) => {
    expect(await run(script)).toMatchObject({ status: 'failed', error: { code } })
  })

  test('brackets inside strings are not depth', async () => {
    const text = '[{'.repeat(2_000)
    expect(await run('return [input, "\\"" + input]', { input: text })).toEqual({
      status: 'completed',
      result: [text, `"${text}`],
    })
  })
})

describe('the caller', () => {
  test('is refused a time or a memory outside the bounds', async () => {
    await expect(run('', { timeout_ms: 0 })).rejects.toThrow('timeout_ms must be')
    await expect(run('', { timeout_ms: 2 ** 31 })).rejects.toThrow('timeout_ms must be')
    await expect(run('', { memory_bytes: 1 })).rejects.toThrow('memory_bytes must be')
  })

  test('gets its own exception back when its listener throws', async () => {
    const onLine = () => {
      throw new Error('listener broke')
    }
    await expect(run('log.info(1); while (true);', { onLine })).rejects.toThrow('listener broke')
  })
})
