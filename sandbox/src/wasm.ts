// QuickJS' WebAssembly, compiled once per process: threads share the compiled module and save a third of their start.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

let compiled: Promise<WebAssembly.Module> | undefined

export function quickjs(): Promise<WebAssembly.Module> {
  compiled ??= compile().catch((cause: unknown) => {
    compiled = undefined // a later script may find the file readable again
    throw cause
  })
  return compiled
}

async function compile(): Promise<WebAssembly.Module> {
  // the variant is quickjs-emscripten's dependency, not ours: look for it from there
  const from = createRequire(createRequire(import.meta.url).resolve('quickjs-emscripten'))
  const bytes = await readFile(from.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))
  return await WebAssembly.compile(bytes)
}
