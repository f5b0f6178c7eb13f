// The thread of one script: it starts QuickJS, furnishes it, runs the script to its end and says what became of it.
// JavaScript with checked JSDoc types, so that Node 20 loads this same file from src and from dist without a loader.
import { parentPort, workerData } from 'node:worker_threads'
import { RELEASE_SYNC, newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten'
import { createDoors } from './doors.js'
import { describeFailure, outOfMemory } from './failure.js'
import { guestSource } from './guest.js'
import { checkResult } from './result.js'

/** @import { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten' */
/** @import { Assignment, Message } from './messages.ts' */
/** @import { Limits } from './limits.ts' */

const before = '(async () => {'
const page = 64 << 10
const initial = 256 // pages, as the module is built: 16 MiB with QuickJS' own data and stack

/** @type {{ assignment: Assignment, limits: Limits }} */
const { assignment, limits } = workerData
/** @type {(message: Message) => void} */
const post = (message) => parentPort?.postMessage(message)

// the second wall behind setMemoryLimit: WebAssembly itself refuses to grow past this
const memory = new WebAssembly.Memory({
  initial,
  maximum: initial + Math.ceil(assignment.memory_bytes / page),
})
const context = await createContext()
const doors = createDoors(context, limits, post, assignment.fetches)
parentPort?.on('message', doors.answer)
const tools = furnish()
const message = tools ? await run(tools) : outOfMemory
doors.flush()
post(message)

async function createContext() {
  const variant = newVariant(RELEASE_SYNC, {
    wasmModule: /** @type {WebAssembly.Module} */ (assignment.wasm),
    wasmMemory: memory,
  })
  const runtime = (await newQuickJSWASMModuleFromVariant(variant)).newRuntime()
  runtime.setMemoryLimit(assignment.memory_bytes)
  runtime.setMaxStackSize(limits.stack_bytes)
  return runtime.newContext()
}

/** Runs guest.js inside and keeps the tools it hands back, which the script never sees. None if the input has no room. */
function furnish() {
  const bounds = context.newObject()
  for (const name of /** @type {const} */ (['line_chars', 'message_chars', 'stack_chars'])) {
    context.setProp(bounds, name, context.newNumber(limits[name]))
  }
  const setUp = context.unwrapResult(context.evalCode(guestSource, 'guest.js', { strict: true }))
  const input = context.newString(assignment.input)
  const constants = context.newString(assignment.constants)
  const made = context.callFunction(
    setUp,
    context.undefined,
    doors.handle,
    input,
    bounds,
    constants,
  )
  if (made.error) return undefined
  const [finish, describe] = ['finish', 'describe'].map((name) => context.getProp(made.value, name))
  return finish && describe && { finish, describe }
}

/** @typedef {NonNullable<ReturnType<typeof furnish>>} Tools */

/** @param {Tools} tools @returns {Promise<Message>} */
async function run({ finish, describe }) {
  const source = `${before}${assignment.script}\n})()`
  const compileOnly = assignment.compile_only
  const evaluated = context.evalCode(source, 'script.js', { strict: true, compileOnly })
  if (evaluated.error) return failed('syntax-error', describe, evaluated.error)
  if (compileOnly) return { kind: 'completed', result: 'null' }
  const end = await settle(evaluated.value)
  if (end === undefined) {
    const message = 'The script awaits something that can never happen.'
    return { kind: 'failed', error: { code: 'script-error', message } }
  }
  if (end.error) return failed('script-error', describe, end.error)
  const json = context.callFunction(finish, context.undefined, end.value)
  if (json.error) return failed('not-serialisable', describe, json.error)
  return checkResult(context, json.value, limits)
}

/**
 * Pumps QuickJS' jobs until the promise is settled; undefined when nothing is left that could settle it.
 * @param {QuickJSHandle} promise
 */
async function settle(promise) {
  for (;;) {
    const ran = context.runtime.executePendingJobs(-1)
    if (ran.error) return { error: ran.error }
    const state = context.getPromiseState(promise)
    if (state.type === 'fulfilled') return { value: state.value }
    if (state.type === 'rejected') return { error: state.error }
    if (doors.waiting() === 0) return undefined
    await doors.returned()
  }
}

/**
 * @param {'syntax-error' | 'script-error' | 'not-serialisable'} code
 * @param {QuickJSHandle} describe
 * @param {QuickJSHandle} thrown
 * @returns {Message}
 */
function failed(code, describe, thrown) {
  // QuickJS throws null when it has no room for the error itself; memory that once grew to the limit tells it from a
  // script's own null
  const full = memory.buffer.byteLength >= assignment.memory_bytes * 0.9
  if (full && context.eq(thrown, context.null)) return outOfMemory

  // room to say what happened, when what happened is that there is no room
  context.runtime.setMemoryLimit(assignment.memory_bytes + (2 << 20))
  const described = context.callFunction(describe, context.undefined, thrown)
  const json = described.error ? '{}' : context.getString(described.value)
  const error = describeFailure(code, JSON.parse(json), assignment.script, before)
  return { kind: 'failed', error }
}
