// The last check before a result leaves the thread: its size and its depth.

/** @import { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten' */
/** @import { Ended } from './messages.ts' */
/** @import { Limits } from './limits.ts' */
/** @import { ErrorCode } from './outcome.ts' */

/**
 * @param {QuickJSContext} context
 * @param {QuickJSHandle} json
 * @param {Limits} limits
 * @returns {Ended}
 */
export function checkResult(context, json, limits) {
  if (context.typeof(json) !== 'string') {
    return failed('not-serialisable', 'The result is no JSON: it is a function or a symbol.')
  }
  const length = context.getProp(json, 'length').consume((of) => context.getNumber(of))
  const tooLarge = `The result's JSON is over ${limits.result_bytes} bytes.`
  if (length > limits.result_bytes) return failed('result-too-large', tooLarge)
  const result = context.getString(json)
  if (Buffer.byteLength(result) > limits.result_bytes) return failed('result-too-large', tooLarge)
  if (nestedDeeper(result, limits.result_depth)) {
    const tooDeep = `The result is nested deeper than ${limits.result_depth} levels.`
    return failed('result-too-large', tooDeep)
  }
  return { kind: 'completed', result }
}

/** @param {ErrorCode} code @param {string} message @returns {Ended} */
function failed(code, message) {
  return { kind: 'failed', error: { code, message } }
}

/** @param {string} json @param {number} limit */
function nestedDeeper(json, limit) {
  let depth = 0
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[{]|[\]}]/g)) {
    if (token === '[' || token === '{') depth += 1
    else if (token === ']' || token === '}') depth -= 1
    if (depth > limit) return true
  }
  return false
}
