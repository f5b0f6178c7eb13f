// What a script finds when it starts. This function's text runs inside QuickJS, before the script, and keeps the
// built-ins it needs in its closure: a script that changes them changes its own world only.

/**
 * @typedef {object} Doors the host's functions; only this closure holds them
 * @property {(level: string, text: string) => void} line
 * @property {(percent: number, message: string) => void} progress
 * @property {(ms: number) => Promise<void>} sleep
 */

/**
 * @param {Doors} doors
 * @param {string} inputText
 * @param {{ line_chars: number, message_chars: number, stack_chars: number }} limits
 */
export function guest(doors, inputText, limits) {
  const { line, progress, sleep } = doors
  const { parse, stringify } = JSON
  const { String, Number, Error, TypeError } = globalThis
  const isFinite = Number.isFinite
  const call = Function.prototype.call
  const slice = call.bind(String.prototype.slice)
  const replaceAll = call.bind(String.prototype.replaceAll)
  const define = Object.defineProperty

  /** A C string ends at NUL, so none may cross. @type {(text: string, length: number) => string} */
  const bounded = (text, length) => {
    const cut = text.length > length ? `${slice(text, 0, length)}… (cut)` : text
    return replaceAll(cut, '\0', '\ufffd')
  }

  /** @param {unknown} value */
  function shown(value) {
    if (typeof value === 'string') return value
    try {
      if (value instanceof Error) return `${value}${value.stack ? `\n${value.stack}` : ''}`
      return (typeof value === 'object' && stringify(value)) || String(value)
    } catch {
      return '[cannot be shown]'
    }
  }

  /** @param {string} level */
  const writer =
    (level) =>
    /** @param {unknown[]} values */
    (...values) => {
      let text = ''
      for (let i = 0; i < values.length && text.length <= limits.line_chars; i += 1) {
        text += i === 0 ? shown(values[i]) : ` ${shown(values[i])}`
      }
      line(level, bounded(text, limits.line_chars))
    }

  const log = {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
  }
  const globals = {
    input: parse(inputText),
    log,
    console: { ...log, log: log.info, trace: log.debug },
    /** @type {(percent: unknown, message?: unknown) => void} */
    progress(percent, message = '') {
      const number = Number(percent)
      if (!isFinite(number)) throw new TypeError('progress(percent, message): percent is no number')
      progress(number, bounded(shown(message), limits.message_chars))
    },
    /** @type {(ms: unknown) => Promise<void>} */
    sleep(ms) {
      const number = Number(ms)
      if (!(number >= 0)) throw new TypeError('sleep(ms): ms is no number from 0 up')
      return sleep(number)
    },
  }
  for (const [name, value] of Object.entries(globals)) {
    define(globalThis, name, { value, writable: true, configurable: true, enumerable: false })
  }

  /** @type {(error: any, name: string, length: number) => string} */
  const field = (error, name, length) => {
    try {
      const value = error[name]
      return value === undefined ? '' : bounded(String(value), length)
    } catch {
      return ''
    }
  }

  return {
    /** The JSON of a result; undefined when it has none. @param {unknown} value */
    finish: (value) => (value === undefined ? 'null' : stringify(value)),
    /** What was thrown, as JSON. The null prototype keeps a script's `toJSON` out. @param {unknown} thrown */
    describe(thrown) {
      const object = (typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function'
      const message = object ? field(thrown, 'message', limits.message_chars) : ''
      return stringify({
        __proto__: null,
        name: object ? field(thrown, 'name', 100) : '',
        message: message || bounded(shown(thrown), limits.message_chars),
        stack: object ? field(thrown, 'stack', limits.stack_chars) : '',
      })
    },
  }
}
