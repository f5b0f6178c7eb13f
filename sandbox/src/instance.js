// One QuickJS: an instance of its WebAssembly with a memory, a runtime and a context of its own. One script runs in it.
import { RELEASE_SYNC, newQuickJSWASMModuleFromVariant, newVariant } from 'quickjs-emscripten'
import { guestSource } from './guest.js'

/** @import { Limits } from './limits.ts' */

const page = 64 << 10
const initial = 256 // pages, as the module is built: 16 MiB with QuickJS' own data and stack

/**
 * @param {unknown} wasm the compiled module, which holds no state
 * @param {number} memory_bytes
 * @param {Limits} limits
 */
export async function createInstance(wasm, memory_bytes, limits) {
  // the second wall behind setMemoryLimit: WebAssembly itself refuses to grow past this
  const maximum = initial + Math.ceil(memory_bytes / page)
  const memory = new WebAssembly.Memory({ initial, maximum })
  const wasmModule = /** @type {WebAssembly.Module} */ (wasm)
  const variant = newVariant(RELEASE_SYNC, { wasmModule, wasmMemory: memory })
  const runtime = (await newQuickJSWASMModuleFromVariant(variant)).newRuntime()
  runtime.setMemoryLimit(memory_bytes)
  runtime.setMaxStackSize(limits.stack_bytes)
  const context = runtime.newContext()
  const setUp = context.unwrapResult(context.evalCode(guestSource, 'guest.js', { strict: true }))
  return {
    context,
    /** The function `guest`. */
    setUp,
    memory_bytes,
    /** Bytes it has taken beyond those it began with. */
    grown: () => memory.buffer.byteLength - initial * page,
    /** Whether its memory once grew to about the limit. */
    full: () => memory.buffer.byteLength >= memory_bytes * 0.9,
  }
}

/** @typedef {Awaited<ReturnType<typeof createInstance>>} Instance */
