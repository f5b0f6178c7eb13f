// A thread that runs scripts, one after the other, each in a QuickJS of its own that is made anew and used once.
// JavaScript with checked JSDoc types, so that Node 20 loads this same file from src and from dist without a loader.
import { parentPort, workerData } from 'node:worker_threads'
import { createInstance } from './instance.js'
import { runScriptIn } from './script.js'

/** @import { Instance } from './instance.js' */
/** @import { Order } from './messages.ts' */
/** @import { Limits } from './limits.ts' */

/** @type {{ wasm: unknown, limits: Limits }} */
const { wasm, limits } = workerData
let left = limits.scripts_per_thread

/** The one for the next script, made while nobody waits. @type {Promise<Instance> | undefined} */
let fresh = prepare()

function prepare() {
  return createInstance(wasm, limits.memory_bytes, limits)
}

/** Whoever gets an instance is the only one. @param {number} memory_bytes */
function takeInstance(memory_bytes) {
  if (memory_bytes !== limits.memory_bytes || !fresh)
    return createInstance(wasm, memory_bytes, limits)
  const taken = fresh
  fresh = undefined
  return taken
}

/** @param {Order} order */
async function serve({ assignment, port }) {
  const instance = await takeInstance(assignment.memory_bytes)
  const ended = await runScriptIn(instance, assignment, port, limits)
  left -= 1
  // what a script took is given back by a garbage collection some time; a thread that took much is not kept that long
  const again = ended.kind === 'completed' && left > 0 && instance.grown() <= limits.kept_bytes
  port.postMessage({ ...ended, again })
  port.close()
  if (again) fresh ??= prepare()
}

await fresh
parentPort?.on('message', (order) => void serve(order))
parentPort?.postMessage('ready')
