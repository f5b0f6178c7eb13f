// One script in one thread: the order goes out, what the thread says comes in, and one thing decides what became of it.
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import { answerTo } from './asking.ts'
import { checkMessage, type Assignment, type Message, type Order } from './messages.ts'
import { failed, type Outcome } from './outcome.ts'
import type { RunOptions } from './run.ts'

interface End {
  outcome?: Outcome
  /** Whether the thread may run another script. */
  again: boolean
}

/** The first thing to happen decides: a result, an error, the time or the signal, the thread's end. */
export function perform(
  thread: Worker,
  assignment: Assignment,
  options: RunOptions,
  stopped: AbortSignal,
): Promise<End> {
  const { port1: ours, port2: port } = new MessageChannel()
  return new Promise<End>((resolve, reject) => {
    const settle = (tell: () => void) => {
      ours.close() // nothing is heard and nothing said any more
      stopped.removeEventListener('abort', stop)
      thread.off('error', onError)
      thread.off('exit', onExit)
      tell()
    }
    const end = (outcome?: Outcome, again = false) =>
      settle(() => resolve({ ...(outcome && { outcome }), again }))
    const stop = () => end()
    const onError = (error: NodeJS.ErrnoException) => end(crash(error))
    const onExit = (code: number) =>
      end(failed('sandbox-failed', `The sandbox ended with code ${code}.`))
    stopped.addEventListener('abort', stop, { once: true })
    thread.on('error', onError)
    thread.on('exit', onExit)
    ours.on('message', (raw) => {
      try {
        const message = checkMessage(raw)
        const outcome = message && receive(message, options, ours)
        if (outcome) end(outcome, message?.kind === 'completed' && message.again === true)
      } catch (cause) {
        settle(() => reject(cause as Error)) // a listener of the caller's threw
      }
    })
    if (stopped.aborted) stop()
    else thread.postMessage({ assignment, port } satisfies Order, [port])
  })
}

function receive(message: Message, options: RunOptions, port: MessagePort): Outcome | undefined {
  switch (message.kind) {
    case 'line':
      options.onLine?.(message.level, message.text)
      return undefined
    case 'progress':
      options.onProgress?.(message.percent, message.message)
      return undefined
    case 'ask':
      void answerTo(options, message).then((reply) => port.postMessage(reply)) // nowhere, once it is closed
      return undefined
    case 'completed':
      return { status: 'completed', result: JSON.parse(message.result) }
    case 'failed':
      return { status: 'failed', error: message.error }
  }
}

function crash(error: NodeJS.ErrnoException): Outcome {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY')
    return failed('out-of-memory', 'The script used more memory than its thread may have.')
  return sandboxFailed(error)
}

export function sandboxFailed(error: unknown): Outcome {
  const said = error instanceof Error ? error.message : String(error)
  return failed('sandbox-failed', `The sandbox failed: ${said}`.slice(0, 500))
}
