// A thread of an author's handlers: it loads their module once, then does one job after the other.
// JavaScript with checked JSDoc types, so that Node 20 loads this same file from src and from dist without a loader.
import { format } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'

/** @import { Handler, Tools } from './handler.ts' */
/** @import { Given, Said, ThreadData, Told } from './threads.ts' */

/** @typedef {ReturnType<typeof createTools>} Current */

/** @type {ThreadData} */
const { module, limits, begun } = workerData

/** What is told of the job that runs. @type {(number: number, said: Said) => void} */
const post = (number, said) => parentPort?.postMessage([number, said])

/** The tools of the job that runs now. @type {Current | undefined} */
let current

/** @param {'debug' | 'info' | 'warn' | 'error'} level @returns {(...parts: unknown[]) => void} */
const toCurrent =
  (level) =>
  (...parts) =>
    current?.tools.log[level](...parts)
const levels = /** @type {const} */ (['debug', 'info', 'warn', 'error'])
Object.assign(console, Object.fromEntries(levels.map((level) => [level, toCurrent(level)])), {
  log: toCurrent('info'),
  trace: toCurrent('debug'),
})

/** What a job's handler is lent; after its end it does nothing any more. @param {number} number */
function createTools(number) {
  const stop = new AbortController()
  let over = false
  /** @type {number} */
  let spare = limits.lines_burst
  let since = performance.now()
  let dropped = 0
  /** Lines pass through a bucket, so that a handler cannot flood its agent. */
  const mayLog = () => {
    const now = performance.now()
    spare = Math.min(limits.lines_burst, spare + ((now - since) / 1000) * limits.lines_per_second)
    since = now
    if (spare < 1) return false
    spare -= 1
    return true
  }
  const noteDropped = () => {
    const text = `${dropped} log lines were dropped here.`
    if (dropped > 0) post(number, { kind: 'line', level: 'warn', text })
    dropped = 0
  }
  /** @param {'debug' | 'info' | 'warn' | 'error'} level */
  const line =
    (level) =>
    /** @param {unknown[]} parts */
    (...parts) => {
      if (over) return
      if (!mayLog()) return void (dropped += 1)
      noteDropped()
      const text = format(...parts).slice(0, limits.line_chars + 1)
      post(number, { kind: 'line', level, text })
    }
  /** @type {Tools} */
  const tools = {
    signal: stop.signal,
    log: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
    progress(percent, message = '') {
      const said = { percent: Number(percent), message: String(message) }
      if (!over) post(number, { kind: 'progress', ...said })
    },
  }
  const end = () => {
    noteDropped()
    over = true
  }
  return { number, tools, stop, end }
}

/** @param {unknown} exported @returns {Handler[]} */
function handlersIn(exported) {
  if (Array.isArray(exported)) return exported.flatMap(handlersIn)
  if (typeof exported !== 'object' || exported === null) return []
  const { type, run } = /** @type {Record<string, unknown>} */ (exported)
  const is = typeof type === 'string' && typeof run === 'function'
  return is ? [/** @type {Handler} */ (exported)] : []
}

/** @param {unknown} thrown @param {string} code @returns {Said} */
function failure(thrown, code) {
  const { code: own, message, name, stack } = /** @type {Record<string, unknown>} */ (thrown ?? {})
  const isError = thrown instanceof Error
  return {
    kind: 'failed',
    code: typeof own === 'string' && /^[a-z]+(-[a-z]+)+$/.test(own) ? own : code,
    message: isError ? `${String(name)}: ${String(message)}` : format('threw %s', thrown),
    stack: isError && typeof stack === 'string' ? stack : '',
  }
}

/** @param {unknown} result @returns {Said} */
function ending(result) {
  try {
    const json = JSON.stringify(result === undefined ? null : result)
    if (json !== undefined) return { kind: 'completed', result: json }
    return failure(new TypeError('the result is a function or a symbol'), 'not-serialisable')
  } catch (thrown) {
    return failure(thrown, 'not-serialisable')
  }
}

/** @param {Given} given @param {Tools} tools @returns {Promise<Said>} */
async function perform({ job }, tools) {
  const handler = handlers.find(({ type }) => type === job.type)
  if (handler === undefined) {
    const message = `The module has no handler of ${job.type} any more.`
    return { kind: 'failed', code: 'unsupported-type', message, stack: '' }
  }
  let { payload } = job
  try {
    payload = handler.payload ? handler.payload(payload) : payload
  } catch (thrown) {
    return failure(thrown, 'invalid-payload')
  }
  try {
    return ending(await handler.run({ ...job, payload }, tools))
  } catch (thrown) {
    return failure(thrown, 'handler-error')
  }
}

/** @param {Given} given */
async function serve(given) {
  Atomics.store(begun, 0, given.number)
  const mine = createTools(given.number)
  current = mine
  const said = await perform(given, mine.tools)
  // what it threw and nobody caught comes out before its result does, and is counted as its own
  await new Promise((resolve) => setImmediate(resolve))
  mine.end()
  current = undefined
  post(given.number, said)
}

const handlers = Object.values(await import(module)).flatMap(handlersIn)
parentPort?.on('message', (/** @type {Told} */ told) => {
  if ('job' in told) return void serve(told)
  if (current?.number !== told.number) return
  current.stop.abort(new Error(`The job is stopped: ${told.stop}.`))
})
const types = new Map(handlers.map(({ type, fresh_thread }) => [type, fresh_thread === true]))
post(0, { kind: 'types', types })
