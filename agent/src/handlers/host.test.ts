// What a handler may do: whatever it is, its job ends in words and the agent goes on.
import { afterAll, describe, expect, test } from 'vitest'
import { openModule } from './host.ts'
import type { Ending, Task } from './runner.ts'

const module = new URL('./fixtures/odd.mjs', import.meta.url).href
const { run, types, close } = await openModule(module)
afterAll(close)

function taskOf(type: string, given: Partial<Task> = {}) {
  const lines: string[] = []
  const progress: [number, string][] = []
  const task: Task = {
    job: 'job-1',
    attempt: 2,
    tenant: 'acme',
    type,
    payload: {},
    timeout_ms: 30_000,
    signal: new AbortController().signal,
    onLine: (level, text) => void lines.push(`${level} ${text}`),
    onProgress: (percent, message) => void progress.push([percent, message]),
    ...given,
  }
  return { task, lines, progress }
}

const codeOf = (ending: Ending) => (ending.status === 'failed' ? ending.error.code : ending.status)

describe('a handler', () => {
  test('gets its job, logs, makes progress, and what it returns is the result', async () => {
    const { task, lines, progress } = taskOf('sum', { payload: { numbers: [1, 2, 39] } })
    expect(await run(task)).toEqual({
      status: 'completed',
      result: {
        sum: 42,
        job: { id: 'job-1', attempt: 2, tenant: 'acme', type: 'sum', timeout_ms: 30_000 },
      },
    })
    expect(lines).toEqual([`info adding 3 { of: 'acme' }`, 'warn by console'])
    expect(progress).toEqual([[50, 'half']])
  })

  test('without a return has the result null', async () => {
    expect(await run(taskOf('gives-nothing').task)).toEqual({ status: 'completed', result: null })
  })

  test('sees the environment less the secrets of the agent', async () => {
    process.env['AGENT_TOKEN'] = 'agent_secret'
    const ending = await run(taskOf('env').task)
    delete process.env['AGENT_TOKEN']
    expect(ending).toMatchObject({ result: { token: null, path: true } })
  })
})

describe('a handler that fails', () => {
  test.each([
    ['throws', 'handler-error', /^RangeError: no such thing$/],
    ['rejects', 'target-down', /^Error: the target is down$/],
    ['throws-text', 'handler-error', /^threw words$/],
    ['sum', 'invalid-payload', /numbers is no list/],
    ['gives-function', 'not-serialisable', /function or a symbol/],
    ['gives-bigint', 'not-serialisable', /BigInt/],
    ['gives-much', 'result-too-large', /over 1048576 bytes/],
    ['gives-deep', 'result-too-large', /deeper than 500/],
    ['stray', 'handler-crashed', /crashed: Error: nobody caught me$/],
    ['stray-rejection', 'handler-crashed', /nobody awaited me/],
    ['exits', 'handler-crashed', /ended its thread with code 7/],
    ['unheard-of', 'unsupported-type', /no handler of unheard-of/],
  ])('as %s does ends as %s', async (type, code, message) => {
    const ending = await run(taskOf(type).task)
    expect(codeOf(ending)).toBe(code)
    expect(ending.status === 'failed' && ending.error.message).toMatch(message)
  })

  test('by taking all memory ends as out-of-memory', async () => {
    expect(codeOf(await run(taskOf('eats').task))).toBe('out-of-memory')
  }, 30_000)

  test('by logging without end is cut short, and a line says so', async () => {
    const { task, lines } = taskOf('floods')
    expect((await run(task)).status).toBe('completed')
    expect(lines.length).toBeLessThan(15_000)
    expect(lines.at(-1)).toMatch(/^warn \d+ log lines were dropped here/)
  })
})

describe('stopping', () => {
  test('tells the handler why, and leaves it time to tidy up', async () => {
    const stop = new AbortController()
    const { task, lines } = taskOf('tidies', { signal: stop.signal })
    const ending = run(task)
    setTimeout(() => stop.abort('cancelled'), 300)
    expect(await ending).toEqual({ status: 'cancelled' })
    expect(lines).toEqual(['info tidied The job is stopped: cancelled.'])
  })

  test('ends at once a handler whose job is no longer its own', async () => {
    const stop = new AbortController()
    const ending = run(taskOf('loops', { signal: stop.signal }).task)
    const begun = performance.now()
    setTimeout(() => stop.abort('lost'), 100)
    expect(await ending).toEqual({ status: 'cancelled' })
    expect(performance.now() - begun).toBeLessThan(4_000)
  })

  test.each(['loops', 'ignores'])(
    'by time ends one that %s, with its thread',
    async (type) => {
      const ending = await run(taskOf(type, { timeout_ms: 100 }).task)
      expect(codeOf(ending)).toBe('timeout')
    },
    15_000,
  )

  test('before it began starts nothing', async () => {
    expect(await run(taskOf('throws', { signal: AbortSignal.abort('lost') }).task)).toEqual({
      status: 'cancelled',
    })
  })
})

test('a module says which types it handles', () => {
  expect(types).toEqual(expect.arrayContaining(['sum', 'throws', 'env']))
})
