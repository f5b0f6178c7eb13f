// What a script finds when it starts. The text of these functions runs inside QuickJS, before the script, and keeps the
// built-ins it needs to itself: a script that changes them changes its own world only.

/**
 * @typedef {object} Doors the host's functions; the script sees only what is wrapped around them
 * @property {(level: string, text: string) => void} line
 * @property {(percent: number, message: string) => void} progress
 * @property {(ms: number) => Promise<void>} sleep
 * @property {Ask | undefined} fetch there is none unless somebody fetches
 * @property {Ask | undefined} api likewise
 */
/** @typedef {(request: string) => Promise<string>} Ask JSON to JSON */
/** @typedef {{ line_chars: number, message_chars: number, stack_chars: number }} Bounds */
/** @typedef {ReturnType<typeof createWords>} Words */

/** The expression whose value is the function `guest`. */
export const guestSource = `(() => {
${[createWords, createLog, createCalls, createAsks, createFetch, createApi, createEndings, guest].map((part) => part.toString()).join('\n')}
return guest
})()`

/** @param {Doors} doors @param {string} inputText @param {Bounds} bounds @param {string} constantsText */
function guest(doors, inputText, bounds, constantsText) {
  const words = createWords()
  const log = createLog(doors, words, bounds)
  const { config, secrets } = JSON.parse(constantsText)
  const globals = {
    config: Object.freeze(config),
    secrets: Object.freeze(secrets),
    input: JSON.parse(inputText),
    log,
    console: { ...log, log: log.info, trace: log.debug },
    ...createCalls(doors, words, bounds),
    ...createFetch(doors),
    ...createApi(doors),
  }
  for (const [name, value] of Object.entries(globals)) {
    const hidden = { value, writable: true, configurable: true, enumerable: false }
    Object.defineProperty(globalThis, name, hidden)
  }
  return createEndings(words, bounds)
}

/** Values as bounded text. */
function createWords() {
  const { stringify } = JSON
  const { String, Error } = globalThis
  const call = Function.prototype.call
  const slice = call.bind(String.prototype.slice)
  const replaceAll = call.bind(String.prototype.replaceAll)
  return {
    /** A C string ends at NUL, so none may cross. @type {(text: string, length: number) => string} */
    bounded(text, length) {
      const cut = text.length > length ? `${slice(text, 0, length)}… (cut)` : text
      return replaceAll(cut, '\0', '\ufffd')
    },
    /** @type {(value: unknown) => string} */
    shown(value) {
      if (typeof value === 'string') return value
      try {
        if (value instanceof Error)
          return `${String(value)}${value.stack ? `\n${value.stack}` : ''}`
        return (typeof value === 'object' && stringify(value)) || String(value)
      } catch {
        return '[cannot be shown]'
      }
    },
  }
}

/** @param {Doors} doors @param {Words} words @param {Bounds} bounds */
function createLog({ line }, { bounded, shown }, { line_chars }) {
  /** @param {string} level */
  const writer =
    (level) =>
    /** @param {unknown[]} values */
    (...values) => {
      let text = ''
      for (let i = 0; i < values.length && text.length <= line_chars; i += 1) {
        text += i === 0 ? shown(values[i]) : ` ${shown(values[i])}`
      }
      line(level, bounded(text, line_chars))
    }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
  }
}

/** @param {Doors} doors @param {Words} words @param {Bounds} bounds */
function createCalls(doors, { bounded, shown }, { message_chars }) {
  const { Number, TypeError } = globalThis
  const { isFinite } = Number
  return {
    /** @type {(percent: unknown, message?: unknown) => void} */
    progress(percent, message = '') {
      const number = Number(percent)
      if (!isFinite(number)) throw new TypeError('progress(percent, message): percent is no number')
      doors.progress(number, bounded(shown(message), message_chars))
    },
    /** @type {(ms: unknown) => Promise<void>} */
    sleep(ms) {
      const number = Number(ms)
      if (!(number >= 0)) throw new TypeError('sleep(ms): ms is no number from 0 up')
      return doors.sleep(number)
    },
  }
}

/** From a request of a script's to the answer it reads: text goes out and text comes back. @param {Ask} ask */
function createAsks(ask) {
  const { parse, stringify } = JSON
  const { String, Object } = globalThis
  const { entries, freeze, fromEntries } = Object
  const lower = Function.prototype.call.bind(String.prototype.toLowerCase)
  /** @param {any} given */
  const headersOf = (given) =>
    fromEntries(entries(given ?? {}).map(([name, value]) => [name, String(value)]))
  /** @type {(request: { url: unknown, method: unknown, headers: any, body: any }) => Promise<object>} */
  return async ({ url, method, headers, body }) => {
    const asked = { url: String(url), method: String(method), headers: headersOf(headers), body }
    const answer = parse(await ask(stringify(asked)))
    return freeze({
      url: answer.url,
      status: answer.status,
      ok: answer.status >= 200 && answer.status < 300,
      headers: freeze({
        /** @param {unknown} name */
        get: (name) => answer.headers[lower(String(name))] ?? null,
      }),
      text: async () => answer.body,
      json: async () => parse(answer.body),
    })
  }
}

/** A part of the web's `fetch`. @param {Doors} doors */
function createFetch({ fetch }) {
  if (!fetch) return {}
  const ask = createAsks(fetch)
  const { TypeError } = globalThis
  return {
    /** @type {(url: unknown, init?: any) => Promise<object>} */
    async fetch(url, init = {}) {
      const { method = 'GET', headers, body } = init ?? {}
      if (body != null && typeof body !== 'string')
        throw new TypeError('fetch(url, init): init.body is no text; JSON.stringify() makes one')
      return ask({ url, method, headers, body })
    },
  }
}

/** Calls to the tenant's API: a path, and what is no text goes as JSON. @param {Doors} doors */
function createApi({ api }) {
  if (!api) return {}
  const ask = createAsks(api)
  const { stringify } = JSON
  const { freeze } = Object
  /** @param {string} method */
  const without =
    (method) =>
    /** @param {unknown} path @param {any} init */
    (path, init) =>
      ask({ url: path, method, headers: init?.headers, body: null })
  /** @param {string} method */
  const carrying =
    (method) =>
    /** @param {unknown} path @param {unknown} body @param {any} init */
    (path, body, init) => {
      const text = typeof body === 'string' ? body : stringify(body)
      const json =
        typeof body === 'string' || text === undefined ? {} : { 'content-type': 'application/json' }
      return ask({ url: path, method, headers: { ...json, ...init?.headers }, body: text })
    }
  return {
    api: freeze({
      get: without('GET'),
      delete: without('DELETE'),
      post: carrying('POST'),
      put: carrying('PUT'),
      patch: carrying('PATCH'),
    }),
  }
}

/** What the thread calls when the script has ended. @param {Words} words @param {Bounds} bounds */
function createEndings({ bounded, shown }, { message_chars, stack_chars }) {
  const { stringify } = JSON
  const text = /** @type {(value: any) => string} */ (String)
  /** @type {(error: { [name: string]: unknown }, name: string, length: number) => string} */
  const field = (error, name, length) => {
    try {
      const value = error[name]
      return value === undefined ? '' : bounded(text(value), length)
    } catch {
      return ''
    }
  }
  return {
    /** The JSON of a result; undefined when it has none. @type {(value: unknown) => string | undefined} */
    finish: (value) => (value === undefined ? 'null' : stringify(value)),
    /** What was thrown, as JSON. The null prototype keeps a script's `toJSON` out. @type {(thrown: any) => string} */
    describe(thrown) {
      const object = (typeof thrown === 'object' && thrown !== null) || typeof thrown === 'function'
      return stringify({
        __proto__: null,
        name: object ? field(thrown, 'name', 100) : '',
        message:
          (object && field(thrown, 'message', message_chars)) ||
          bounded(shown(thrown), message_chars),
        stack: object ? field(thrown, 'stack', stack_chars) : '',
      })
    },
  }
}
