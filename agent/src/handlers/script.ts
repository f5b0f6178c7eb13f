// The handler of the built-in type `script`: a program of the tenant's, in the sandbox.
import type { Outcome, RunOptions } from '@reeve/sandbox'
import { createApi, type ApiSettings } from '../api.ts'
import { createFetch } from '../fetch.ts'
import { failed, type Runner, type Task } from './runner.ts'

export function scriptRunner(
  runScript: (options: RunOptions) => Promise<Outcome>,
  settings: ApiSettings,
): Runner {
  return (task) => {
    const { payload, context, timeout_ms, signal, onLine, onProgress } = task
    const { script, input = null } = (payload ?? {}) as Record<string, unknown>
    if (typeof script !== 'string')
      return Promise.resolve(
        failed('invalid-payload', 'The payload is not a script and its input.'),
      )
    const over = new AbortController() // what the script left under way ends with it
    return runScript({
      script,
      input,
      ...(context && { config: context.config, secrets: context.secrets }),
      ...answerersOf(task, settings, over.signal),
      timeout_ms,
      signal,
      onLine,
      onProgress,
    }).finally(() => over.abort())
  }
}

/** Who answers what a task's script asks; nobody answers other scripts. */
function answerersOf(
  { context, tenant, signal, held = () => false }: Task,
  settings: ApiSettings,
  over: AbortSignal,
): Pick<RunOptions, 'fetch' | 'api'> {
  if (context === undefined) return {}
  const { allowed_hosts } = context
  const reach = { held, signal: AbortSignal.any([signal, over]) }
  const api = createApi({ ...settings, tenant, ...reach })
  return {
    ...(allowed_hosts.length > 0 && { fetch: createFetch({ allowed_hosts, ...reach }) }),
    ...(api && { api }),
  }
}
