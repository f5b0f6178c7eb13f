// One child process in a process group of its own, which is ended whole: by the signal, by the clock, or with its leader.
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { grace_ms, graceOf } from './runner.ts'

type Child = ChildProcessByStdio<null, Readable, Readable>

export interface ChildOptions {
  file: string
  arguments: string[]
  env: Record<string, string>
  cwd: string
  timeout_ms: number
  /** Of standard output and standard error together. */
  max_output_bytes: number
  signal: AbortSignal
  onLine(stream: 'stdout' | 'stderr', text: string): void
}

export type ChildEnd =
  | { kind: 'exited'; code: number; stdout: string }
  | { kind: 'killed'; signal: string }
  | { kind: 'not-started'; message: string }
  | { kind: 'cancelled' | 'timeout' | 'output-too-large' }

/** After its leader has gone, pipes that a runaway grandchild holds open are let go. */
const close_ms = 1_000

/** Settles when the group is gone. */
export function runChild(options: ChildOptions): Promise<ChildEnd> {
  const { signal, timeout_ms, max_output_bytes, onLine } = options
  if (signal.aborted) return Promise.resolve({ kind: 'cancelled' })
  return new Promise((resolve) => {
    const child = launch(options)
    if ('kind' in child) return resolve(child)
    const chunks: Buffer[] = []
    let bytes = 0
    let why: ChildEnd | undefined
    let force: NodeJS.Timeout | undefined
    const stop = (end: ChildEnd, ms: number) => {
      if (why) return
      why = end
      if (ms > 0) killGroup(child, 'SIGTERM')
      force = setTimeout(() => killGroup(child, 'SIGKILL'), ms)
    }
    const cancel = () => stop({ kind: 'cancelled' }, graceOf(signal.reason))
    const timer = setTimeout(() => stop({ kind: 'timeout' }, grace_ms), timeout_ms)
    signal.addEventListener('abort', cancel, { once: true })
    const settle = (end: ChildEnd) => {
      clearTimeout(timer)
      clearTimeout(force)
      signal.removeEventListener('abort', cancel)
      resolve(why ?? end)
    }
    const take = (stream: 'stdout' | 'stderr') => {
      const lines = splitter((text) => onLine(stream, text))
      child[stream].on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > max_output_bytes) return stop({ kind: 'output-too-large' }, grace_ms)
        if (stream === 'stdout') chunks.push(chunk)
        lines.add(chunk)
      })
      child[stream].on('end', lines.end)
    }
    take('stdout')
    take('stderr')
    child.on('error', ({ message }) => {
      if (child.pid === undefined) settle({ kind: 'not-started', message })
    })
    child.on('exit', () => {
      killGroup(child, 'SIGKILL') // what it left behind
      setTimeout(
        () => [child.stdout, child.stderr].forEach((pipe) => pipe.destroy()),
        close_ms,
      ).unref()
    })
    child.on('close', (code, signal) => {
      const stdout = Buffer.concat(chunks).toString()
      settle(signal ? { kind: 'killed', signal } : { kind: 'exited', code: code ?? 0, stdout })
    })
  })
}

type NotStarted = Extract<ChildEnd, { kind: 'not-started' }>

function launch({ file, arguments: args, env, cwd }: ChildOptions): Child | NotStarted {
  try {
    // detached: the leader of a group of its own, and no terminal to ask
    return spawn(file, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    return { kind: 'not-started', message: (error as Error).message } // too long an argument list, say
  }
}

function killGroup({ pid }: Child, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // nobody is left
  }
}

/** Whole lines out of chunks; what never ends is given out in pieces. */
function splitter(onLine: (text: string) => void) {
  const decoder = new StringDecoder('utf8')
  const most = 65_536
  let rest = ''
  return {
    add(chunk: Buffer) {
      const parts = (rest + decoder.write(chunk)).split(/\r?\n/)
      rest = parts.pop()!
      parts.forEach(onLine)
      if (rest.length > most) {
        onLine(rest)
        rest = ''
      }
    },
    end() {
      rest += decoder.end()
      if (rest !== '') onLine(rest)
    },
  }
}
