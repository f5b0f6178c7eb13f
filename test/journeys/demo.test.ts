// The demo on this machine: two at once work, and Ctrl-C leaves nothing behind.
import { type ChildProcess, spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithTerraform } from '../support/terraform.ts'
import { until } from '../support/wait.ts'

const root = resolve(import.meta.dirname, '../..')

describeWithTerraform('the demo', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reeve two '))
    await chmod(folder, 0o711) // as root, PostgreSQL runs as another user
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** Starts the demo in a process group of its own, as a shell does. */
  function demo(...args: string[]) {
    const child = spawn('npm', ['run', 'demo', '--', ...args], {
      cwd: root,
      detached: true,
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const exited = new Promise<number | null>((done) => child.once('close', done))
    return { child, exited, output: () => output }
  }

  test('two run side by side, and each ends with its result', async () => {
    const both = [demo('--once'), demo('--once')]
    const codes = await Promise.all(both.map(({ exited }) => exited))
    for (const { output } of both) {
      expect(output()).toContain('result: {"limit":100000,"primes":9592}')
      expect(output()).toMatch(/month-end is due next at \S+T0[45]:30:00\.000Z/)
      expect(output()).toMatch(
        /│ order 1: 1900\n +│ order 2: 750\n +│ order 3: 1550\n( +[^│].*\n)* +result: \{"orders":3,"total":4200\}/,
      )
    }
    expect(codes, both.map(({ output }) => output()).join('\n')).toEqual([0, 0])
    expect(await left()).toEqual([])
  })

  test('Ctrl-C in the middle of a deployment leaves no file and no process', async () => {
    const one = demo()
    await until(one.output, (text) => text.includes('Deploy examples/quickstart'), 60_000)
    await until(
      below(one.child),
      (pids) => pids.some(({ command }) => command.includes('cdktf')),
      60_000,
    )
    const before = await below(one.child)()
    process.kill(-one.child.pid!, 'SIGINT')
    await one.exited
    expect(await left(), one.output()).toEqual([])
    const alive = await until(
      async () =>
        (await processes()).filter(({ pid }) => before.some((process) => process.pid === pid)),
      (still) => still.length === 0,
    )
    expect(alive).toEqual([])
  })

  const left = () =>
    readdir(folder).then((names) => names.filter((name) => name.startsWith('reeve-demo')))
})

interface Process {
  pid: number
  parent: number
  command: string
}

/** Every process below a child, however deep. */
function below(child: ChildProcess): () => Promise<Process[]> {
  return async () => {
    const all = await processes()
    const found = new Set([child.pid!])
    for (let grown = true; grown;) {
      const more = all.filter(({ pid, parent }) => found.has(parent) && !found.has(pid))
      for (const { pid } of more) found.add(pid)
      grown = more.length > 0
    }
    return all.filter(({ pid }) => found.has(pid))
  }
}

async function processes(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const read = async (pid: number): Promise<Process | undefined> => {
    try {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
      return { pid, command, parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }
    } catch {
      return undefined // it ended meanwhile
    }
  }
  return (await Promise.all(pids.map(read))).filter((one) => one !== undefined)
}
