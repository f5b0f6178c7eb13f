// The operations of agents that take their work over HTTP.
import type { ReportOutput } from '@reeve/openapi/agent'
import type { Context, Handlers } from '../http/contract.ts'
import type { Polls } from './poll.ts'
import type { AgentPrincipal } from '../identity/principal.ts'

/** What the reports have in common. */
interface Given {
  path: { job: string }
  header: { 'x-job-token': string }
  body: { attempt: number }
}

export function agentWork(polls: Polls) {
  const report = (
    { path, header, body }: Given,
    { principal }: Context,
    event: Pick<ReportOutput, 'event' | 'started' | 'progress' | 'lines' | 'result'>,
  ): Promise<void> => {
    const attempt = { job: path.job, attempt: body.attempt }
    return polls.report(principal as AgentPrincipal, {
      ...event,
      attempt,
      job_token: header['x-job-token'],
    })
  }
  return {
    pollJobs: ({ body }, { principal, request }) =>
      polls.poll(principal as AgentPrincipal, body, request.gone),
    sendHeartbeat: ({ body }, { principal }) => polls.heartbeat(principal as AgentPrincipal, body),
    acknowledgeJob: (input, context) => report(input, context, { event: 'started', started: {} }),
    reportProgress(input, context) {
      const { percent, message } = input.body
      return report(input, context, { event: 'progress', progress: { percent, message } })
    },
    reportLines(input, context) {
      const { lines } = input.body
      return report(input, context, { event: 'lines', lines: { lines } })
    },
    reportResult(input, context) {
      const { status, result, error } = input.body
      const bytes = (value: unknown) => Buffer.from(JSON.stringify(value ?? null))
      const given = { status, result: bytes(result), error: bytes(error) }
      return report(input, context, { event: 'result', result: given })
    },
  } satisfies Partial<Handlers>
}
