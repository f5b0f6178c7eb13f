// The life of one script in its QuickJS: furnished, run to its end, and what became of it.
import { createDoors } from './doors.js'
import { describeFailure, outOfMemory } from './failure.js'
import { checkResult } from './result.js'

/** @import { MessagePort } from 'node:worker_threads' */
/** @import { QuickJSHandle } from 'quickjs-emscripten' */
/** @import { Instance } from './instance.js' */
/** @import { Limits } from './limits.ts' */
/** @import { Assignment, Ended, Message } from './messages.ts' */

const before = '(async () => {'

/** @typedef {ReturnType<typeof createDoors>} Doors */
/** @typedef {{ instance: Instance, assignment: Assignment, doors: Doors, limits: Limits }} Running */

/**
 * Says on the way what the script says. When this resolves nothing of the script can be heard or woken any more.
 * @param {Instance} instance
 * @param {Assignment} assignment
 * @param {MessagePort} port the script's own: nobody else's messages come or go there
 * @param {Limits} limits
 * @returns {Promise<Ended>}
 */
export async function runScriptIn(instance, assignment, port, limits) {
  /** @param {Message} message */
  const post = (message) => port.postMessage(message)
  const doors = createDoors(instance.context, limits, post, assignment.asks)
  port.on('message', doors.answer)
  const running = { instance, assignment, doors, limits }
  const tools = furnish(running)
  const ended = tools ? await run(running, tools) : outOfMemory
  port.off('message', doors.answer)
  doors.close()
  return ended
}

/** Runs guest.js inside and keeps the tools it hands back, which the script never sees. None if the input has no room. @param {Running} running */
function furnish({ instance: { context, setUp }, assignment, doors, limits }) {
  const bounds = context.newObject()
  for (const name of /** @type {const} */ (['line_chars', 'message_chars', 'stack_chars'])) {
    context.setProp(bounds, name, context.newNumber(limits[name]))
  }
  const input = context.newString(assignment.input)
  const constants = context.newString(assignment.constants)
  const given = [doors.handle, input, bounds, constants]
  const made = context.callFunction(setUp, context.undefined, ...given)
  if (made.error) return undefined
  const [finish, describe] = ['finish', 'describe'].map((name) => context.getProp(made.value, name))
  return finish && describe && { finish, describe }
}

/** @typedef {NonNullable<ReturnType<typeof furnish>>} Tools */

/** @param {Running} running @param {Tools} tools @returns {Promise<Ended>} */
async function run(running, { finish, describe }) {
  const { assignment, limits } = running
  const { context } = running.instance
  const source = `${before}${assignment.script}\n})()`
  const compileOnly = assignment.compile_only
  const evaluated = context.evalCode(source, 'script.js', { strict: true, compileOnly })
  if (evaluated.error) return failed(running, 'syntax-error', describe, evaluated.error)
  if (compileOnly) return { kind: 'completed', result: 'null' }
  const end = await settle(running, evaluated.value)
  if (end === undefined) {
    const message = 'The script awaits something that can never happen.'
    return { kind: 'failed', error: { code: 'script-error', message } }
  }
  if (end.error) return failed(running, 'script-error', describe, end.error)
  const json = context.callFunction(finish, context.undefined, end.value)
  if (json.error) return failed(running, 'not-serialisable', describe, json.error)
  return checkResult(context, json.value, limits)
}

/**
 * Pumps QuickJS' jobs until the promise is settled; undefined when nothing is left that could settle it.
 * @param {Running} running
 * @param {QuickJSHandle} promise
 */
async function settle({ instance: { context }, doors }, promise) {
  for (;;) {
    const ran = context.runtime.executePendingJobs(-1)
    if (ran.error) return { error: ran.error }
    const state = context.getPromiseState(promise)
    if (state.type === 'fulfilled') return { value: state.value }
    if (state.type === 'rejected') return { error: state.error }
    if (doors.waiting() === 0) return undefined
    await doors.returned()
  }
}

/**
 * @param {Running} running
 * @param {'syntax-error' | 'script-error' | 'not-serialisable'} code
 * @param {QuickJSHandle} describe
 * @param {QuickJSHandle} thrown
 * @returns {Ended}
 */
function failed({ instance, assignment }, code, describe, thrown) {
  const { context } = instance
  // QuickJS throws null when it has no room for the error itself; memory that once grew to the limit tells it from a
  // script's own null
  if (instance.full() && context.eq(thrown, context.null)) return outOfMemory

  // room to say what happened, when what happened is that there is no room
  context.runtime.setMemoryLimit(instance.memory_bytes + (2 << 20))
  const described = context.callFunction(describe, context.undefined, thrown)
  const json = described.error ? '{}' : context.getString(described.value)
  const error = describeFailure(code, JSON.parse(json), assignment.script, before)
  return { kind: 'failed', error }
}
