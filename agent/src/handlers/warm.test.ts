// Threads of handlers are used again: what lasts from job to job, and after what a thread is replaced.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openModule, type HandlerModule } from './host.ts'
import type { Ending, Task } from './runner.ts'

const url = new URL('./fixtures/odd.mjs', import.meta.url).href

let module: HandlerModule
beforeEach(async () => {
  module = await openModule(url)
})
afterEach(() => module.close())

function run(type: string, given: Partial<Task> = {}): Promise<Ending> {
  const signal = new AbortController().signal
  const job = { job: 'job-1', attempt: 1, tenant: 'acme', payload: {}, timeout_ms: 30_000, signal }
  return module.run({ ...job, type, onLine() {}, onProgress() {}, ...given })
}
const result = (value: unknown) => ({ status: 'completed', result: value })

describe('a thread', () => {
  test('is used again, with what the module keeps', async () => {
    for (const count of [1, 2, 3]) expect(await run('counts')).toEqual(result(count))
  })

  test('is used again after a handler that threw', async () => {
    await run('counts')
    expect(await run('throws')).toMatchObject({ error: { code: 'handler-error' } })
    expect(await run('counts')).toEqual(result(2))
  })

  test('does one job at a time: others get one of their own', async () => {
    const stop = new AbortController()
    const spinning = run('loops', { signal: stop.signal })
    expect(await run('counts')).toEqual(result(1))
    stop.abort('lost')
    expect(await spinning).toEqual({ status: 'cancelled' })
    expect(await run('counts')).toEqual(result(2))
  })

  test("is one job's alone when the handler wants that", async () => {
    await run('counts')
    for (let i = 0; i < 2; i += 1) expect(await run('counts-alone')).toEqual(result(1))
    expect(await run('counts')).toEqual(result(2))
  })
})

describe('a thread is replaced', () => {
  test.each(['stray', 'stray-rejection', 'strays-and-returns', 'exits', 'eats'])(
    'after %s',
    async (type) => {
      expect(await run('counts')).toEqual(result(1))
      expect(await run(type)).toMatchObject({ status: 'failed' })
      expect(await run('counts')).toEqual(result(1))
    },
    30_000,
  )

  test.each(['ignores', 'tidies'])('after its time was over: %s', async (type) => {
    await run('counts')
    expect(await run(type, { timeout_ms: 200 })).toMatchObject({ error: { code: 'timeout' } })
    expect(await run('counts')).toEqual(result(1))
  })

  test.each(['cancelled', 'lost', 'agent-stopped'])('after its job was %s', async (why) => {
    await run('counts')
    const stop = new AbortController()
    const onLine = () => stop.abort(why)
    const ending = run('talks-and-sleeps', { signal: stop.signal, onLine })
    expect(await ending).toEqual({ status: 'cancelled' })
    expect(await run('counts')).toEqual(result(1))
  })
})

describe('what a job left behind', () => {
  test('says nothing any more, neither for its own job nor for the next', async () => {
    const said: unknown[] = []
    const hear = {
      onLine: (...line: unknown[]) => void said.push(line),
      onProgress: () => void said.push('progress'),
    }
    expect(await run('talks-late', hear)).toEqual(result(null))
    expect(await run('has-talked', hear)).toEqual(result(null))
    expect(said).toEqual([])
  })

  test('that ends the thread is not the fault of a job that had not begun', async () => {
    expect(await run('dies-later')).toEqual(result('done'))
    expect(await run('counts')).toEqual(result(1))
  })
})
