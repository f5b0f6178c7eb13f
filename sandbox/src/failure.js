// From what a script threw to the error its author reads: places are those of the script as written.

/** @import { ErrorCode, ScriptError } from './outcome.ts' */

const frameCount = 20

/** @type {{ kind: 'failed', error: ScriptError }} */
export const outOfMemory = {
  kind: 'failed',
  error: { code: 'out-of-memory', message: 'The script used more memory than it may have.' },
}

/**
 * @param {ErrorCode} code
 * @param {{ name?: string, message?: string, stack?: string }} thrown
 * @param {string} script
 * @param {string} before what stands before the script on its first line
 * @returns {ScriptError}
 */
export function describeFailure(code, thrown, script, before) {
  const { name = '', message = '', stack = '' } = thrown
  if (name === 'InternalError' && message === 'out of memory') return outOfMemory.error
  const frames = placesAsWritten(stack, before)
  if (code === 'syntax-error') return syntaxError(message, first(frames), script)
  const said = name === '' ? `threw ${message}` : `${name}: ${message}`
  if (code === 'not-serialisable') {
    return { code, message: `The result is no JSON: ${said}`, ...first(frames) }
  }
  return {
    code,
    message: said,
    ...first(frames),
    ...(frames.length > 0 && { stack: frames.join('\n') }),
  }
}

/**
 * What our wrapper adds after the script is, for its author, the end.
 * @param {string} message
 * @param {{ line?: number, column?: number }} place
 * @param {string} script
 * @returns {ScriptError}
 */
function syntaxError(message, place, script) {
  const code = 'syntax-error'
  const lines = script.split('\n')
  if ((place.line ?? 0) <= lines.length) return { code, message, ...place }
  const column = (lines.at(-1) ?? '').length + 1
  return { code, message: 'unexpected end of the script', line: lines.length, column }
}

/** Frames without those of our wrapper. @param {string} stack @param {string} before */
function placesAsWritten(stack, before) {
  return stack
    .split('\n')
    .map((frame) => frame.trim())
    .slice(0, frameCount)
    .filter(
      (frame) => frame !== '' && !frame.includes('guest.js') && !frame.startsWith('at <eval> '),
    )
    .map((frame) =>
      frame.replace(/script\.js:1:(\d+)/, (_, column) => {
        return `script.js:1:${Math.max(1, Number(column) - before.length)}`
      }),
    )
}

/** @param {string[]} frames @returns {{ line?: number, column?: number }} */
function first(frames) {
  for (const frame of frames) {
    const place = /script\.js:(\d+):(\d+)/.exec(frame)
    if (place) return { line: Number(place[1]), column: Number(place[2]) }
  }
  return {}
}
