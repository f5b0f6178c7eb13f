// From an assignment to a result: what is asked for is run, and whatever becomes of it has a form the broker takes.
import type { Outcome, ScriptError } from '@reeve/sandbox'
import type { Result } from './messages.ts'
import type { Outbox } from './outbox.ts'
import type { Stop, WorkOptions } from './work.ts'

/** The sandbox's errors and the agent's own: all are codes of the contract's JobError. */
type Failure = Omit<ScriptError, 'code'> & { code: string }
type Ending = Outcome | { status: 'failed'; error: Failure }

/** Never rejects. */
export async function perform(
  { assignment, runScript, logger }: WorkOptions,
  outbox: Outbox,
  signal: AbortSignal,
): Promise<Ending> {
  const { job, attempt, type, timeout_ms } = assignment
  if (type !== 'script') {
    const message = `This agent knows no jobs of type '${type.slice(0, 100)}'.`
    return { status: 'failed', error: { code: 'unsupported-type', message } }
  }
  const payload = payloadOf(assignment.payload)
  if (payload === undefined) {
    const message = 'The payload is not a script and its input.'
    return { status: 'failed', error: { code: 'invalid-payload', message } }
  }
  try {
    return await runScript({
      ...payload,
      timeout_ms: Math.min(Math.max(1, timeout_ms), 2 ** 31 - 1),
      signal,
      onLine: (level, text) => outbox.line(level, text),
      onProgress: (percent, message) => outbox.progress(percent, message),
    })
  } catch (cause) {
    logger.error({ operation: 'runJob', job, attempt, err: cause }, 'the sandbox failed')
    return { status: 'failed', error: { code: 'sandbox-failed', message: 'The sandbox failed.' } }
  }
}

export function resultOf(ending: Ending, why?: Stop): Result {
  switch (ending.status) {
    case 'completed':
      return { status: 'completed', result: Buffer.from(JSON.stringify(ending.result)) }
    case 'failed':
      return failure(ending.error)
    case 'cancelled':
      if (why === 'cancelled') return { status: 'cancelled' }
      return failure({ code: 'agent-stopped', message: 'The agent was stopped.' })
  }
}

export function failure(error: Failure): Result {
  return { status: 'failed', error: Buffer.from(JSON.stringify(error)) }
}

function payloadOf(bytes: Buffer): { script: string; input: unknown } | undefined {
  try {
    const { script, input = null } = JSON.parse(bytes.toString()) as Record<string, unknown>
    return typeof script === 'string' ? { script, input } : undefined
  } catch {
    return undefined
  }
}
