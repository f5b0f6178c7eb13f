// Attempts to get out of the sandbox. None finds anything of Node's, and none changes what the host is told.
import { describe, expect, test } from 'vitest'
import { runScript } from './index.ts'

const run = (script: string, onLine = (_: string, __: string) => {}) =>
  runScript({ script, timeout_ms: 10_000, onLine })

const nodes = [
  'require', 'process', 'module', 'exports', '__filename', '__dirname', 'Buffer', 'global', 'fetch', 'WebSocket',
  'XMLHttpRequest', 'setTimeout', 'setImmediate', 'queueMicrotask', 'WebAssembly', 'Worker', 'postMessage', 'self',
  'performance', 'navigator', 'crypto', 'Deno', 'Bun', 'std', 'os', 'scriptArgs', 'parentPort', 'workerData',
] // prettier-ignore

describe('the world of a script', () => {
  test.each(nodes)('has no %s', async (name) => {
    expect(await run(`return typeof ${name}`)).toEqual({
      status: 'completed',
      result: 'undefined',
    })
  })

  test('has the language and a few names more', async () => {
    const script = `
      const given = ['config', 'secrets', 'input', 'log', 'console', 'progress', 'sleep']
      return given.filter((name) => !(name in globalThis))`
    expect(await run(script)).toMatchObject({ result: [] })
  })

  test.each([
    'return globalThis.constructor.constructor("return process")()',
    'return (async () => {}).constructor("return process.env")()',
    'return log.info.constructor("return require")()("fs")',
    'return sleep(0).constructor.constructor("return process")()',
    'return Reflect.getPrototypeOf(progress).constructor("return process")()',
    'return (0, eval)("process")',
    'return new Function("return this.process.mainModule")()',
    'return import("node:fs")',
    'return import("fs")',
    'return import("./worker.js")',
    'return import("data:text/javascript,export default 1")',
    'return new ShadowRealm()',
  ])('does not open by %s', async (script) => {
    expect(await run(script)).toMatchObject({ status: 'failed', error: { code: 'script-error' } })
  })

  test('shows no trace of the host in a stack', async () => {
    const script = `
      const stacks = []
      try { progress('x') } catch (error) { stacks.push(error.stack) }
      try { await sleep('x') } catch (error) { stacks.push(error.stack) }
      try { null.x } catch (error) { stacks.push(error.stack) }
      return stacks`
    const outcome = await run(script)
    const stack = expect.stringContaining('    at ')
    expect(outcome).toEqual({ status: 'completed', result: [stack, stack, stack] })
    expect(JSON.stringify(outcome)).not.toMatch(/node:|file:|wasm|\.ts|worker\.js|node_modules/)
  })
})

describe('a script that changes the built-ins', () => {
  test('changes neither its result nor its lines', async () => {
    const lines: string[] = []
    const script = `
      JSON.stringify = () => '"forged"'
      JSON.parse = String.prototype.slice = String.prototype.replaceAll = () => 'forged'
      Function.prototype.call = Function.prototype.bind = Function.prototype.apply = () => 'forged'
      Promise.prototype.then = () => 'forged'
      Array.prototype[Symbol.iterator] = function* () { yield 'forged' }
      Object.defineProperty(Object.prototype, 'kind', { value: 'completed' })
      log.info('kept')
      return ['true']`
    const outcome = await run(script, (level, text) => void lines.push(`${level} ${text}`))
    expect(outcome).toEqual({ status: 'completed', result: ['true'] })
    expect(lines).toEqual(['info kept'])
  })

  test('cannot pass its error off as another kind', async () => {
    const script = `
      Object.prototype.toJSON = String.prototype.toJSON = () => ({ code: 'timeout' })
      Error.prototype.toString = () => 'forged'
      throw new RangeError('real')`
    expect(await run(script)).toMatchObject({
      error: { code: 'script-error', message: 'RangeError: real' },
    })
  })

  test('pollutes no prototype of the host', async () => {
    const script = `
      Object.prototype.polluted = Array.prototype.polluted = 1
      return JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')`
    const outcome = await run(script)
    expect(outcome.status).toBe('completed')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('cannot make the next script see it', async () => {
    await run('globalThis.left = 1; Object.prototype.left = 1')
    expect(await run('return typeof left + typeof {}.left')).toMatchObject({
      result: 'undefinedundefined',
    })
  })

  test('that closes our wrapper early stays inside', async () => {
    const outcome = await run('})(); globalThis.x = typeof process; (async () => { return x')
    expect(outcome).toMatchObject({ status: 'completed', result: 'undefined' })
  })
})
