// The doors in a script's wall: the only functions of the host that code in QuickJS can reach.
import { bucket } from './bucket.js'

/** @import { QuickJSContext, QuickJSHandle, VmFunctionImplementation } from 'quickjs-emscripten' */
/** @import { Asks, Message, Reply } from './messages.ts' */
/** @import { Limits } from './limits.ts' */

/**
 * @param {QuickJSContext} context
 * @param {Limits} limits
 * @param {(message: Message) => void} post
 * @param {Asks[]} asks
 */
export function createDoors(context, limits, post, asks) {
  const lines = lineDoor(context, limits, post)
  const progress = progressDoor(context, limits, post)
  const calls = createCalls(context)
  const sleeping = sleepDoor(context, limits, calls)
  const asking = askDoors(context, limits, calls, post)
  const handle = context.newObject()
  const doors = {
    line: lines.door,
    progress: progress.door,
    sleep: sleeping.door,
    ...Object.fromEntries(asks.map((of) => [of, asking.door(of)])),
  }
  for (const [name, door] of Object.entries(doors)) {
    context.setProp(handle, name, context.newFunction(name, door))
  }
  return {
    handle,
    /** How many calls of the script are under way outside. */
    waiting: calls.waiting,
    /** Resolves when the next of them has its answer. */
    returned: calls.returned,
    /** The host's answer to one of them. */
    answer: asking.answer,
    /** Sends what was held back, and lets nothing through any more. */
    close() {
      lines.flush()
      progress.flush()
      sleeping.forget()
      asking.forget()
    },
  }
}

/** @param {QuickJSContext} context @param {Limits} limits @param {(message: Message) => void} post */
function lineDoor(context, limits, post) {
  const room = bucket(limits.lines)
  const textRoom = bucket(limits.line_text)
  let lost = 0
  const flush = () => {
    if (lost === 0) return
    const text = `${lost} log lines were dropped here: the script writes faster than they can be kept.`
    post({ kind: 'line', level: 'warn', text })
    lost = 0
  }
  /** @type {VmFunctionImplementation<QuickJSHandle>} */
  const door = (level, text) => {
    // the length is asked inside, so that what is dropped is never copied out
    const length = context.getProp(text, 'length').consume((of) => context.getNumber(of))
    if (!(length <= limits.line_chars + 100) || !room(1) || !textRoom(length)) {
      lost += 1
      return
    }
    flush()
    const named = /** @type {'info'} */ (context.getString(level)) // the host checks it
    post({ kind: 'line', level: named, text: context.getString(text) })
  }
  return { door, flush }
}

/** @param {QuickJSContext} context @param {Limits} limits @param {(message: Message) => void} post */
function progressDoor(context, limits, post) {
  const room = bucket(limits.progress)
  /** @type {Message | undefined} */
  let held
  const flush = () => {
    if (held) post(held)
    held = undefined
  }
  /** @type {VmFunctionImplementation<QuickJSHandle>} */
  const door = (percent, message) => {
    held = {
      kind: 'progress',
      percent: context.getNumber(percent),
      message: context.getString(message),
    }
    if (room(1)) flush()
  }
  return { door, flush }
}

/** Calls that wait for something outside. @param {QuickJSContext} context */
function createCalls(context) {
  let waiting = 0
  let wake = () => {}
  return {
    waiting: () => waiting,
    /** @type {() => Promise<void>} */
    returned: () => new Promise((resolve) => (wake = resolve)),
    /** One more; `settle` ends it. */
    begin() {
      waiting += 1
      const promise = context.newPromise()
      /** @param {(of: typeof promise) => void} how */
      const settle = (how) => {
        waiting -= 1
        how(promise)
        wake()
      }
      return { handle: promise.handle, settle }
    },
  }
}

/** @typedef {ReturnType<typeof createCalls>} Calls */

/** @param {QuickJSContext} context @param {Limits} limits @param {Calls} calls */
function sleepDoor(context, limits, calls) {
  /** @type {Set<NodeJS.Timeout>} */
  const under = new Set()
  /** @type {VmFunctionImplementation<QuickJSHandle>} */
  const door = (ms) => {
    if (calls.waiting() >= limits.pending_calls)
      throw new RangeError('too many calls are waiting already')
    const { handle, settle } = calls.begin()
    const timer = setTimeout(answer, Math.min(context.getNumber(ms), 2 ** 31 - 1))
    under.add(timer)
    function answer() {
      under.delete(timer)
      settle((promise) => promise.resolve(context.undefined))
    }
    return handle
  }
  return {
    door,
    /** Nobody sleeps any more, and nobody is told. */
    forget() {
      under.forEach(clearTimeout)
      under.clear()
    },
  }
}

/**
 * What somebody outside does for the script: it says what, and gets text or an error.
 * @param {QuickJSContext} context
 * @param {Limits} limits
 * @param {Calls} calls
 * @param {(message: Message) => void} post
 */
function askDoors(context, limits, calls, post) {
  /** @type {Map<number, ReturnType<Calls['begin']>['settle']>} */
  const under = new Map()
  let last = 0
  /** @type {(of: Asks) => VmFunctionImplementation<QuickJSHandle>} */
  const door = (of) => (request) => {
    if (under.size >= limits.pending_fetches)
      throw new RangeError(`more than ${limits.pending_fetches} fetches at once`)
    const length = context.getProp(request, 'length').consume((one) => context.getNumber(one))
    if (!(length <= limits.fetch_chars)) throw new RangeError('the request is too large')
    last += 1
    post({ kind: 'ask', of, call: last, request: context.getString(request) })
    const { handle, settle } = calls.begin()
    under.set(last, settle)
    return handle
  }
  /** @param {Reply} reply */
  const answer = (reply) => {
    const settle = under.get(reply.call)
    under.delete(reply.call)
    settle?.((promise) => {
      if ('answer' in reply) context.newString(reply.answer).consume(promise.resolve)
      else context.newError({ name: 'TypeError', message: reply.error }).consume(promise.reject)
    })
  }
  return { door, answer, forget: () => under.clear() }
}
