// The doors in a script's wall: the only functions of the host that code in QuickJS can reach.
import { bucket } from './bucket.js'

/** @import { QuickJSContext, QuickJSHandle, VmFunctionImplementation } from 'quickjs-emscripten' */
/** @import { Message } from './messages.ts' */
/** @import { Limits } from './limits.ts' */

/**
 * @param {QuickJSContext} context
 * @param {Limits} limits
 * @param {(message: Message) => void} post
 */
export function createDoors(context, limits, post) {
  const lines = lineDoor(context, limits, post)
  const progress = progressDoor(context, limits, post)
  const calls = sleepDoor(context, limits)
  const handle = context.newObject()
  const doors = { line: lines.door, progress: progress.door, sleep: calls.door }
  for (const [name, door] of Object.entries(doors)) {
    context.setProp(handle, name, context.newFunction(name, door))
  }
  return {
    handle,
    /** How many calls of the script are under way outside. */
    waiting: calls.waiting,
    /** Resolves when the next of them has its answer. */
    returned: calls.returned,
    /** Sends what was held back. */
    flush() {
      lines.flush()
      progress.flush()
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

/** The first call that waits; later ones (helpers with an effect outside) take its form. @param {QuickJSContext} context @param {Limits} limits */
function sleepDoor(context, limits) {
  let waiting = 0
  let wake = () => {}
  /** @type {VmFunctionImplementation<QuickJSHandle>} */
  const door = (ms) => {
    if (waiting >= limits.pending_calls) throw new RangeError('too many calls are waiting already')
    waiting += 1
    const promise = context.newPromise()
    const answer = () => {
      waiting -= 1
      promise.resolve(context.undefined)
      wake()
    }
    setTimeout(answer, Math.min(context.getNumber(ms), 2 ** 31 - 1))
    return promise.handle
  }
  /** @type {() => Promise<void>} */
  const returned = () => new Promise((resolve) => (wake = resolve))
  return { door, waiting: () => waiting, returned }
}
