// What a failure looks like on stderr, and the exit code it leads to.
import { type Mistake, ProblemError, UnreachableError } from '@reeve/openapi'
import type { Connection } from './connection.ts'
import { Exit, type Io, UsageError } from './io.ts'
import { plain } from './output/text.ts'

export const codes = {
  ok: 0,
  refused: 1,
  usage: 2,
  unreachable: 3,
  overdue: 124,
  interrupted: 130,
} as const

/** Says what went wrong and returns the exit code; what nobody foresaw is thrown on. */
export function report(error: unknown, { stderr, signal }: Io): number {
  if (error instanceof Exit) return error.code
  const say = (text: string) => stderr.write(`reeve: ${plain(text)}\n`)
  if (error instanceof UsageError) {
    say(error.message)
    return codes.usage
  }
  if (error instanceof UnreachableError) {
    say(`No answer from a broker at ${error.address}: ${error.reason}.`)
    return codes.unreachable
  }
  if (error instanceof ProblemError) {
    say(error.message)
    return error.code === 'unavailable' ? codes.unreachable : codes.refused
  }
  if (signal?.aborted) {
    say('Interrupted.')
    return codes.interrupted
  }
  throw error
}

/** A problem with its places as flags. `places` knows those that are typed another way than they are sent. */
export function explain(
  error: ProblemError,
  argument: string[],
  places: Record<string, string> = {},
): string[] {
  return error.errors.map((mistake) => `  ${placeOf(mistake, argument, places)}: ${mistake.detail}`)
}

function placeOf(
  { in: where, pointer }: Mistake,
  argument: string[],
  places: Record<string, string>,
): string {
  const [first = '', ...rest] = pointer.split('/').slice(1)
  const said = first.replaceAll('_', '-')
  if (places[pointer] !== undefined) return places[pointer]
  if (where === 'header') return `header ${first}`
  if (where === 'path' && argument.includes(first)) return `<${said}>`
  if (first === '') return 'the whole body'
  return rest.length > 0 && !/^\d+$/.test(rest.join('/'))
    ? `--${said} at /${rest.join('/')}`
    : `--${said}`
}

/** What may help, in a sentence; empty when nothing is known to. */
export function hint(error: unknown, { source, token }: Connection): string {
  if (error instanceof UnreachableError) return `The address comes from ${source}.`
  if (!(error instanceof ProblemError) || !/^(unauthenticated|token-spent)$/.test(error.code))
    return ''
  return token === undefined
    ? 'Log in with `reeve login`, or set REEVE_TOKEN.'
    : 'The token is wrong, expired or revoked: `reeve login` stores another.'
}
