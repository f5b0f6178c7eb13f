// Processes of a benchmark: started, waited for, and stopped with it.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { onInterruption } from './interruption.ts'

export interface Child extends AsyncDisposable {
  process: ChildProcess
  /** The first line of its output that `found` accepts. */
  line: <T>(found: (line: string) => T | undefined) => Promise<T>
}

export function startChild(args: string[], env: Record<string, string>): Child {
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const lines = createInterface(child.stdout!)
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const force = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(force)
  }
  onInterruption(stop)
  return {
    process: child,
    async line(found) {
      const seen = new Promise<NonNullable<ReturnType<typeof found>>>((resolve) => {
        lines.on('line', (line) => {
          const value = found(line)
          if (value !== undefined) resolve(value as NonNullable<typeof value>)
        })
      })
      const early = ended.then(() => {
        throw new Error(`${args.at(-1)} ended too early; see above.`)
      })
      return Promise.race([seen, early, tooLate(args)])
    },
    [Symbol.asyncDispose]: stop,
  }
}

async function tooLate(args: string[]): Promise<never> {
  await delay(60_000, undefined, { ref: false })
  throw new Error(`${args.at(-1)} did not say within a minute that it is ready.`)
}
