// From an assignment to a result: what is asked for is run, and whatever becomes of it has a form the broker takes.
import { contextOf, type Context } from './context.ts'
import { failed, type Ending, type Failure } from './handlers/runner.ts'
import type { Result } from './messages.ts'
import type { Outbox } from './outbox.ts'
import { redactEnding, redactor } from './redact.ts'
import type { Stop, WorkOptions } from './work.ts'

/** Never rejects. */
export async function perform(
  { assignment, runners, logger }: WorkOptions,
  outbox: Outbox,
  signal: AbortSignal,
  held: () => boolean,
): Promise<Ending> {
  const { job, attempt, tenant, type, timeout_ms } = assignment
  const run = runners.get(type)
  if (run === undefined)
    return failed('unsupported-type', `This agent knows no jobs of type '${type.slice(0, 100)}'.`)
  const payload = payloadOf(assignment.payload)
  if (payload === undefined) return failed('invalid-payload', 'The payload is no JSON.')
  const context = lent(assignment.context)
  if (context === undefined) return failed('invalid-payload', 'The context is no JSON.')
  const redact = redactor(context?.secrets ?? {})
  try {
    const ending = await run({
      job,
      attempt,
      tenant,
      type,
      payload,
      ...(context && { context }),
      held,
      timeout_ms: Math.min(Math.max(1, timeout_ms), 2 ** 31 - 1),
      signal,
      onLine: (level, text) => outbox.line(level, redact(text)),
      onProgress: (percent, message) => outbox.progress(percent, redact(message)),
    })
    return redactEnding(ending, redact)
  } catch (cause) {
    logger.error({ operation: 'runJob', job, attempt, err: cause }, 'what runs the job failed')
    return type === 'script'
      ? failed('sandbox-failed', 'The sandbox failed.')
      : failed('handler-crashed', 'The handler could not be run.')
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

function lent(bytes: Buffer): Context | null | undefined {
  try {
    return contextOf(bytes)
  } catch {
    return undefined
  }
}

function payloadOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return undefined
  }
}
