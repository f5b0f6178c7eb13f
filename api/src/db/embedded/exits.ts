// The last resort: whatever way Node ends by, short of kill -9, it tells PostgreSQL to stop first.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const wills = new Set<() => void>()

/** Runs `will` when the process ends; it must not wait. Returns the way to take that back. */
export function atExit(will: () => void): () => void {
  if (wills.size === 0) watch()
  wills.add(will)
  return () => {
    wills.delete(will)
    if (wills.size === 0) unwatch()
  }
}

function watch(): void {
  process.on('exit', execute)
  // first in line: a `once` handler of the program's own is still counted then
  for (const signal of signals) process.prependListener(signal, onSignal)
}

function unwatch(): void {
  process.off('exit', execute)
  for (const signal of signals) process.off(signal, onSignal)
}

/** A signal that nobody else handles ends the process without an 'exit' event. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return // the program handles it, and is to call stop()
  execute()
  unwatch()
  process.kill(process.pid, signal)
}

function execute(): void {
  for (const will of wills) will()
}
