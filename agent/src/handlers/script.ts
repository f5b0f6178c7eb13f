// The handler of the built-in type `script`: a program of the tenant's, in the sandbox.
import type { Outcome, RunOptions } from '@reeve/sandbox'
import { createFetch } from '../fetch.ts'
import { failed, type Runner } from './runner.ts'

export function scriptRunner(runScript: (options: RunOptions) => Promise<Outcome>): Runner {
  return ({ payload, context, held = () => false, timeout_ms, signal, onLine, onProgress }) => {
    const { script, input = null } = (payload ?? {}) as Record<string, unknown>
    if (typeof script !== 'string')
      return Promise.resolve(
        failed('invalid-payload', 'The payload is not a script and its input.'),
      )
    const { config = {}, secrets = {}, allowed_hosts = [] } = context ?? {}
    const over = new AbortController() // what the script left under way ends with it
    const reach = { allowed_hosts, held, signal: AbortSignal.any([signal, over.signal]) }
    const fetch = allowed_hosts.length > 0 && createFetch(reach)
    return runScript({
      script,
      input,
      config,
      secrets,
      ...(fetch && { fetch }),
      timeout_ms,
      signal,
      onLine,
      onProgress,
    }).finally(() => over.abort())
  }
}
