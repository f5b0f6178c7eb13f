// What must not outlive a benchmark that is interrupted: its processes, its PostgreSQL and their folder.
import { constants } from 'node:os'

const endings: Array<() => Promise<unknown>> = []

/** `end` is called if the benchmark is interrupted, the latest first; it may be called again after that. */
export function onInterruption(end: () => Promise<unknown>): void {
  endings.push(end)
}

/** Ends what was begun, and then the process, as the signal would have. A second signal does not wait. */
export function endWhenInterrupted(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      process.on('uncaughtException', () => undefined) // what fails now was being used
      void endAll().finally(() => process.exit(128 + constants.signals[signal]))
    })
}

async function endAll(): Promise<void> {
  for (const end of endings.splice(0).toReversed())
    await end().catch((error: unknown) => console.error(error))
}
