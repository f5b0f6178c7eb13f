// The command line for tests: in the test's own process, or as the process that users run.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { run, type Sink } from '@reeve/cli'

interface Said {
  code: number
  stdout: string
  stderr: string
}

export interface Cli extends AsyncDisposable {
  /** Profiles live here. */
  folder: string
  env: Record<string, string>
  /** Runs `reeve` with these arguments; `more` adds to the environment or gives stdin. */
  reeve: (argv: string[], more?: More) => Promise<Said>
}

interface More {
  env?: Record<string, string>
  stdin?: string
  signal?: AbortSignal
  /** Width of a pretended terminal. */
  columns?: number
  /** Is told what stderr gets, as it gets it. */
  onError?: (text: string) => void
}

export async function cli(env: Record<string, string> = {}): Promise<Cli> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-cli-'))
  const own = { XDG_CONFIG_HOME: folder, ...env }
  return {
    folder,
    env: own,
    reeve: (argv, more = {}) => inProcess(argv, { ...more, env: { ...own, ...more.env } }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function inProcess(
  argv: string[],
  { env = {}, stdin = '', signal, columns, onError }: More,
): Promise<Said> {
  const said = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof said): Sink => ({
    write: (text) => {
      said[name] += text
      if (name === 'stderr') onError?.(text)
    },
    ...(columns !== undefined && { isTTY: true, columns }),
  })
  const io = {
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    stdin: Readable.from([stdin]),
    env,
    signal,
  }
  const code = await run(argv, io)
  return { code, ...said }
}

export interface CliProcess {
  kill: (signal: NodeJS.Signals) => void
  /** Resolves when stderr has this. */
  told: (text: string) => Promise<void>
  ended: Promise<Said>
}

/** `reeve` as a process of its own. */
export function spawnCli(argv: string[], env: Record<string, string>, stdin = ''): CliProcess {
  const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...argv], {
    env: { PATH, HOME, ...env },
    stdio: 'pipe',
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
  child.stdin.end(stdin)
  const ended = new Promise<Said>((resolve) =>
    child.once('close', (code) => resolve({ code: code ?? -1, ...said })),
  )
  return {
    kill: (signal) => void child.kill(signal),
    told: (text) =>
      new Promise((resolve, reject) => {
        const look = () => said.stderr.includes(text) && resolve()
        child.stderr.on('data', look)
        look()
        void ended.then(() => reject(new Error(`It ended without "${text}": ${said.stderr}`)))
      }),
    ended,
  }
}
