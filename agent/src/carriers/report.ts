// A report of the stream as a request of the HTTP contract.
import type { Report } from '../messages.ts'

export interface ReportRequest {
  /** Below /api/v1/agent/. */
  path: string
  body: object
  headers: Record<string, string>
}

export function requestOf(report: Report): ReportRequest {
  const { job, attempt } = report.attempt ?? {}
  const [name, event] = eventOf(report)
  return {
    path: `jobs/${job}/${name}`,
    body: { attempt, ...event },
    headers: { 'x-job-token': report.job_token ?? '' },
  }
}

function eventOf({ progress, lines, result }: Report): [name: string, event: object] {
  if (progress) {
    const { percent = 0, message = '' } = progress
    const whole = Math.trunc(Math.min(100, Math.max(0, percent))) // as the stream's int32 would have it
    return ['progress', { percent: whole, message }]
  }
  if (lines) return ['lines', lines]
  if (result) {
    const { status } = result
    return ['result', { status, result: jsonOf(result.result), error: jsonOf(result.error) }]
  }
  return ['ack', {}]
}

function jsonOf(bytes: Uint8Array | string | undefined): unknown {
  return bytes === undefined ? null : (JSON.parse(Buffer.from(bytes).toString()) as unknown)
}
