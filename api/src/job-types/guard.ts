// Work on data of strangers that must not hold up the process: ended by the clock, wherever it is.
import { createContext, Script } from 'node:vm'

const context = createContext({})
const script = new Script('work()')

/**
 * What `work` returns, or undefined when it took longer than `ms`. V8 itself ends it, also inside a regular
 * expression. The watchdog costs some 100 µs.
 */
export function within<T>(ms: number, work: () => T): { value: T } | undefined {
  let value: T | undefined
  context['work'] = () => void (value = work())
  try {
    script.runInContext(context, { timeout: ms })
    return { value: value as T }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    return undefined
  }
}
