// Counts submits for the metrics, under a bounded number of labels.
import type { Metrics } from '../../metrics.ts'
import { Problem } from '../../problem.ts'
import type { Taken } from './take.ts'

export interface CountSubmits {
  /** Of a type that is known. */
  submitted: (type: string, outcome: Taken | Problem) => void
  /** By its type or size, before it came to the queue. */
  refused: (error: unknown) => void
}

/** Job types with a label of their own; those that come later are counted as `other`. */
const most = 200

export function countSubmits({ jobsSubmitted, jobsInvalid }: Metrics): CountSubmits {
  const types = new Set<string>()
  const labelOf = (type: string): string => {
    if (types.size < most) types.add(type)
    return types.has(type) ? type : 'other'
  }
  return {
    submitted: (type, outcome) =>
      jobsSubmitted.inc({ type: labelOf(type), status: statusOf(outcome) }),
    refused(error) {
      if (error instanceof Problem && error.status < 500)
        jobsInvalid.inc({ reason: reasonOf(error) })
    },
  }
}

/** `accepted`, `replayed`, or the code of the problem. */
function statusOf(outcome: Taken | Problem): string {
  if (outcome instanceof Problem) return outcome.code
  return outcome.replayed ? 'replayed' : 'accepted'
}

/** The property at fault: `type`, `payload` or `timeout_seconds`; for a payload over the limit `too-large`. */
function reasonOf({ code, errors }: Problem): string {
  return code === 'too-large' ? code : (errors?.[0]?.pointer.split('/')[1] ?? code)
}
