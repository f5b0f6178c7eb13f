// The threads that scripts run in: how one is started, and what may be inside.
import { Worker } from 'node:worker_threads'
import { limits } from './limits.ts'
import { quickjs } from './wasm.ts'

// JavaScript on purpose: a thread started from TypeScript would need a loader on Node 20, 100 ms and more per thread.
const file = new URL('./worker.js', import.meta.url)

export async function startThread(): Promise<Worker> {
  const worker = new Worker(file, {
    workerData: { wasm: await quickjs(), limits },
    argv: [],
    env: {},
    execArgv: [], // not the parent's loaders and flags
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8, stackSizeMb: 16 },
  })
  worker.stdout.resume() // nothing of the thread may reach the host's own output
  worker.stderr.resume()
  return worker
}
