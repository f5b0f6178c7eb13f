// Tools as jobs, with real processes: their results, their limits, and nothing left of them.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readExecFile } from './exec-file.ts'
import { execRunner } from './exec.ts'
import type { Ending, Task } from './runner.ts'

const search = process.env['PATH']!
let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'reeve-exec-'))))
afterAll(() => rm(folder, { recursive: true }))

interface Given {
  payload?: unknown
  timeout_ms?: number
  signal?: AbortSignal
}

/** Runs a shell as the tool: the shell is the test's, not the handler's. */
async function run(script: string, more: object = {}, given: Given = {}) {
  const path = join(folder, 'exec.json')
  const entry = { type: 'x', tool: 'sh', arguments: ['-c', script, 'sh', '{value}'], ...more }
  await writeFile(path, JSON.stringify([entry]))
  const [tool] = readExecFile(path, search)
  const lines: string[] = []
  const task: Task = {
    job: 'job-1',
    attempt: 1,
    tenant: 'acme',
    type: 'x',
    payload: { value: 'v' },
    timeout_ms: 20_000,
    signal: new AbortController().signal,
    onLine: (level, text) => void lines.push(`${level} ${text}`),
    onProgress: () => {},
    ...given,
  }
  const ending = await execRunner([tool!], search)(task)
  return { ending, lines, code: codeOf(ending), result: 'result' in ending && ending.result }
}

const codeOf = (ending: Ending) => (ending.status === 'failed' ? ending.error.code : ending.status)

/** Whether a process is there; one that has ended but was not waited for is not. */
async function alive(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid.trim()}/stat`, 'utf8').catch(() => '')
  return stat !== '' && !/\) Z /.test(stat)
}

describe('a tool', () => {
  test.each([
    ['text', 'echo one; echo "$1"', 'one\nv\n'],
    ['lines', 'echo one; printf "%s" "$1"', ['one', 'v']],
    ['json', 'echo "{\\"a\\": [1, \\"$1\\"]}"', { a: [1, 'v'] }],
    ['exit-code', 'exit 3', { exit_code: 3 }],
  ])('gives its result as %s', async (result, script, value) => {
    expect((await run(script, { result })).ending).toEqual({ status: 'completed', result: value })
  })

  test('logs what it says, less JSON that is the result', async () => {
    const { lines } = await run('echo out; echo err >&2')
    expect(lines.toSorted()).toEqual(['info out', 'warn err'])
    expect((await run('echo 1; echo err >&2', { result: 'json' })).lines).toEqual(['warn err'])
  })

  test('gets one argument for one value, whatever it holds', async () => {
    const value = 'a b\t"c" $(id) `id`; exit 9 \n *'
    const { result } = await run('printf "%s|%s" "$#" "$1"', {}, { payload: { value } })
    expect(result).toBe(`1|${value}`)
  })

  test('sees PATH, what is declared, and nothing else of the agent', async () => {
    process.env['AGENT_TOKEN'] = 'agent_secret'
    const { result } = await run('env', { environment: { MODE: 'fast' }, result: 'lines' })
    delete process.env['AGENT_TOKEN']
    const names = (result as string[]).map((line) => line.split('=')[0])
    expect(new Set(names)).toEqual(
      new Set(['PATH', 'MODE', 'PWD', ...names.filter((n) => /^(_|SHLVL|OLDPWD)$/.test(n!))]),
    )
    expect(result).toContain('MODE=fast')
  })

  test('works in a folder of its own that is gone afterwards', async () => {
    const { result } = await run('touch left; mkdir -p a/b; pwd; ls', { result: 'lines' })
    const [place, ...content] = result as string[]
    expect(content).toEqual(['a', 'left'])
    expect(place).toContain('reeve-job-')
    expect(existsSync(place!)).toBe(false)
  })

  test('is chosen by the payload when several share a type', async () => {
    const match = { tool: 'b' }
    const payload = { value: 'v', tool: 'b' }
    expect((await run('echo b', { match }, { payload })).result).toBe('b\n')
    expect((await run('echo b', { match }, { payload: { tool: 'c' } })).code).toBe(
      'invalid-payload',
    )
  })

  test('may end with other codes if they are declared', async () => {
    expect((await run('echo found; exit 1', { exit_codes: [0, 1] })).result).toBe('found\n')
  })
})

describe('a tool that fails', () => {
  test.each([
    ['exit 4', {}, 'tool-failed'],
    ['kill -SEGV $$', {}, 'tool-failed'],
    ['echo no json', { result: 'json' }, 'result-refused'],
    ['yes', { max_output_bytes: 10_000 }, 'output-too-large'],
    ['sleep 60', { timeout_seconds: 1 }, 'timeout'],
  ])('as %j %j does ends as it should', async (script, more, code) => {
    expect((await run(script, more)).code).toBe(code)
  })

  test('on a payload that does not fit does not run', async () => {
    const { ending } = await run('echo ran', {}, { payload: { value: '-x' } })
    expect(ending).toMatchObject({
      error: { code: 'invalid-payload', message: /begins with/ } as object,
    })
  }, 5_000)

  test('on a folder or program that went away says so', async () => {
    const { code } = await run('true', { tool: await vanishing() })
    expect(code).toBe('tool-failed')
  })

  const hasLimits = search.split(':').some((place) => existsSync(join(place, 'prlimit')))
  test.skipIf(!hasLimits)(
    `gets no more memory than is declared${hasLimits ? '' : ' – skipped: there is no prlimit on the PATH'}`,
    async () => {
      const grow = `${JSON.stringify(process.execPath)} -e "Buffer.alloc(4e9, 1)"`
      expect((await run(grow, { max_memory_bytes: 1 << 28 })).code).toBe('tool-failed')
      expect((await run('echo fits', { max_memory_bytes: 1 << 28 })).result).toBe('fits\n')
    },
  )
})

/** A program that is there when the file is read, and removes its own interpreter's path: it cannot start. */
async function vanishing(): Promise<string> {
  const path = join(folder, 'tool')
  await writeFile(path, '#!/no/such/interpreter\n', { mode: 0o755 })
  return path
}

describe('stopping', () => {
  const stopped = async (script: string, why: string) => {
    const stop = new AbortController()
    const mark = join(folder, `pid-${Math.random()}`)
    const going = run(script.replaceAll('MARK', mark), {}, { signal: stop.signal })
    while (!(existsSync(mark) && (await readFile(mark, 'utf8')) !== ''))
      await new Promise((r) => void setImmediate(r))
    const begun = performance.now()
    stop.abort(why)
    const { ending, lines } = await going
    return { ending, lines, ms: performance.now() - begun, pid: await readFile(mark, 'utf8') }
  }

  test('asks the whole group first, and leaves nobody', async () => {
    const { ending, lines, pid } = await stopped(
      'trap "echo bye; exit" TERM; sleep 60 & echo $! > MARK; wait',
      'cancelled',
    )
    expect(ending).toEqual({ status: 'cancelled' })
    expect(lines).toEqual(['info bye'])
    expect(await alive(pid)).toBe(false)
  })

  test('ends by force what does not listen', async () => {
    const { ending, ms, pid } = await stopped(
      'trap "" TERM; (trap "" TERM; echo $$ > MARK; while :; do sleep 1; done)',
      'cancelled',
    )
    expect(ending).toEqual({ status: 'cancelled' })
    expect(ms).toBeGreaterThan(4_000)
    expect(await alive(pid)).toBe(false)
  }, 15_000)

  test('does not wait when the job is no longer its own', async () => {
    const { ms, pid } = await stopped('trap "" TERM; echo $$ > MARK; sleep 60', 'lost')
    expect(ms).toBeLessThan(4_000)
    expect(await alive(pid)).toBe(false)
  })

  test('a tool that ends takes along what it left in the background', async () => {
    const mark = join(folder, 'left')
    const { result } = await run(`sleep 60 & echo $! > ${mark}; echo done`)
    expect(result).toBe('done\n')
    expect(await alive(await readFile(mark, 'utf8'))).toBe(false)
  })
})
