// What the demo stands on: a folder of its own, steps that say what they do, and an end that leaves nothing behind.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { styleText } from 'node:util'

export interface Place {
  url: string
  grpcAddress: string
  adminToken: string
}

export interface Stage {
  /** A folder for all that the demo writes; nobody else can list it. */
  folder: string
  /** Aborts on Ctrl-C; every wait takes it. */
  signal: AbortSignal
  step: <T>(title: string, work: () => Promise<T>) => Promise<T>
  say: (text: string) => void
  /** Runs at the end, last registered first. */
  undo: (work: () => Promise<unknown>) => void
  /** Waits for Ctrl-C, saying what there is to look at. */
  stay: (place: Place) => Promise<void>
  /** Says where to look next. */
  next: () => void
  end: () => Promise<void>
  fail: (error: unknown) => Promise<void>
  interrupted: () => boolean
}

/** A step that failed, in words that say what to do. */
export class DemoError extends Error {
  override readonly name = 'DemoError'
}

export async function createStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-demo-'))
  await chmod(folder, 0o711) // run as root, PostgreSQL is another user and has to walk through
  const stop = new AbortController()
  const undone: Array<() => Promise<unknown>> = [
    () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  ]
  let steps = 0
  let ending: Promise<void> | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

  const end = (): Promise<void> =>
    (ending ??= (async () => {
      for (const work of undone.splice(0).toReversed())
        await work().catch((error: Error) => say(`could not clean up: ${error.message}`))
    })())

  return {
    folder,
    signal: stop.signal,
    say,
    undo: (work) => void undone.push(work),
    async step(title, work) {
      stop.signal.throwIfAborted()
      steps += 1
      const began = performance.now()
      console.log(`${styleText('bold', `${steps} · ${title}`)}`)
      const result = await work()
      stop.signal.throwIfAborted()
      say(styleText('green', `done in ${((performance.now() - began) / 1000).toFixed(1)} s`))
      return result
    },
    async stay({ url }) {
      console.log(
        `\nThe broker is at ${url} – browse its API at ${url}/docs. Ctrl-C ends everything.`,
      )
      if (!stop.signal.aborted)
        await new Promise((resolve) => stop.signal.addEventListener('abort', resolve))
    },
    next: () => console.log(whereNext),
    end,
    async fail(error) {
      if (!stop.signal.aborted)
        console.error(`\n${styleText('red', 'The demo stopped.')} ${reasonOf(error)}`)
      await end()
    },
    interrupted: () => stop.signal.aborted,
  }
}

const whereNext = `
Next: read examples/quickstart/main.ts, start a broker that stays with \`npm start\`, and open README.md.`

function say(text: string): void {
  for (const line of text.split('\n')) console.log(`    ${line}`)
}

function reasonOf(error: unknown): string {
  if (error instanceof DemoError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
