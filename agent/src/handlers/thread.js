// The thread of one job of an author's handler: it loads the module, runs the handler and says what became of it.
// JavaScript with checked JSDoc types, so that Node 20 loads this same file from src and from dist without a loader.
import { format } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'

/** @import { Handler, Tools } from './handler.ts' */
/** @import { Assigned, Said } from './host.ts' */

/** @type {Assigned} */
const { module, limits, job } = workerData
/** @type {(said: Said) => void} */
const post = (said) => parentPort?.postMessage(said)

/** @type {number} */
let spare = limits.lines_burst
let since = performance.now()
let dropped = 0

/** Lines pass through a bucket, so that a handler cannot flood its agent. */
function mayLog() {
  const now = performance.now()
  spare = Math.min(limits.lines_burst, spare + ((now - since) / 1000) * limits.lines_per_second)
  since = now
  if (spare < 1) return false
  spare -= 1
  return true
}

function noteDropped() {
  if (dropped > 0)
    post({ kind: 'line', level: 'warn', text: `${dropped} log lines were dropped here.` })
  dropped = 0
}

/** @param {'debug' | 'info' | 'warn' | 'error'} level */
const line =
  (level) =>
  /** @param {unknown[]} parts */
  (...parts) => {
    if (!mayLog()) return void (dropped += 1)
    noteDropped()
    post({ kind: 'line', level, text: format(...parts).slice(0, limits.line_chars + 1) })
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

/** @param {NonNullable<Assigned['job']>} assigned @param {Handler} handler @returns {Promise<Said>} */
async function perform(assigned, handler) {
  const stop = new AbortController()
  parentPort?.on('message', (reason) => stop.abort(new Error(`The job is stopped: ${reason}.`)))
  const levels = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
  }
  Object.assign(console, levels, { log: levels.info, trace: levels.debug })
  /** @type {Tools} */
  const tools = {
    signal: stop.signal,
    log: levels,
    progress: (percent, message = '') =>
      post({ kind: 'progress', percent: Number(percent), message: String(message) }),
  }
  let payload = assigned.payload
  try {
    payload = handler.payload ? handler.payload(payload) : payload
  } catch (thrown) {
    return failure(thrown, 'invalid-payload')
  }
  try {
    return ending(await handler.run({ ...assigned, payload }, tools))
  } catch (thrown) {
    return failure(thrown, 'handler-error')
  }
}

const handlers = Object.values(await import(module)).flatMap(handlersIn)
const handler = handlers.find(({ type }) => type === job?.type)
if (job === undefined) {
  post({ kind: 'types', types: [...new Set(handlers.map(({ type }) => type))] })
} else if (handler === undefined) {
  post({
    kind: 'failed',
    code: 'unsupported-type',
    message: `The module has no handler of ${job.type} any more.`,
    stack: '',
  })
} else {
  const said = await perform(job, handler)
  noteDropped()
  post(said)
}
