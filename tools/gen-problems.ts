// docs/reference/problems.md: every way in which the broker refuses or fails, from the table that all programs share.
import { document, type ProblemCode, problems } from '@reeve/openapi'

/** What whoever meets it can do. A new code does not compile without. */
const remedies: Record<ProblemCode, string> = {
  'invalid-request':
    '`errors` names each mistake and where it is. Mend the request; again as it is, it fails again.',
  unauthenticated:
    'Send a token that holds. It may be misspelt, expired or revoked; the broker does not say which.',
  forbidden:
    'The credentials hold but lack a scope, or are of another kind of caller. `detail` says what is asked for.',
  'not-found': 'It is not there, or it is another tenant’s: nobody learns which.',
  'name-taken': 'Take another name, or use what is there.',
  conflict: 'Read the resource, and do what its state allows. `detail` says what is in the way.',
  'token-spent':
    'An agent needs another enrolment secret. Used up, expired and revoked are one answer on purpose.',
  'in-use': 'Remove what depends on it first; `detail` counts it.',
  stale: 'Somebody else changed it. Read it again, and decide again.',
  'too-large':
    'Send less. `x-body-limit` in the contract says how much an operation takes, where it is not the usual.',
  'wrong-media-type': 'Send `content-type: application/json`.',
  'key-reused': 'Take a new Idempotency-Key for a new request.',
  'queue-full': 'Wait for jobs to begin, or raise the plan’s `max_queued_jobs`.',
  'rate-limited': 'Wait as long as `Retry-After` says.',
  unavailable: 'Ask again later: the broker starts, drains, or has lost its database.',
  internal:
    'Look for `instance`, the request’s id, in the broker’s log. The answer itself says nothing more.',
}

export function problemsPage(): Map<string, string> {
  const rows = Object.entries(problems).map(
    ([code, { status, grpc, title }]) =>
      `| <a id="${code}"></a>\`${code}\` | ${status} | ${grpc} | ${title}. | ${remedies[code as ProblemCode]} |`,
  )
  const text = [
    '<!-- Made by `npm run gen` from openapi/problems.ts. -->',
    '# Problems',
    'A failure is a problem document (RFC 9457, `application/problem+json`). Programs branch on `code`; `detail` is for ' +
      'people and may change; `instance` is the request’s id, as in the broker’s log; `errors`, where there are any, say ' +
      'for each mistake where it is (`in`, and a JSON Pointer into that part). Over gRPC the status has the same meaning.',
    '```json\n' +
      JSON.stringify(document.components.schemas['Problem']!.examples![0], null, 2) +
      '\n```',
    [
      '| code | HTTP | gRPC | what it means | what to do |',
      '| --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
    'The client, the command line and the Terraform provider repeat by themselves what may fare better later (429, 502, ' +
      '503, 504), where repeating is safe: reads, and changes that carry an `Idempotency-Key` or ' +
      'mean the same when done twice.',
  ].join('\n\n')
  return new Map([['docs/reference/problems.md', `${text}\n`]])
}
