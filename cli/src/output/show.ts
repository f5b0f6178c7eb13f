// Shows an answer: JSON when asked for, else a table for a list, lines for one, and a sentence for a reason.
import type { Operation } from '@reeve/openapi'
import { answerOf } from '../contract/schemas.ts'
import type { Io } from '../io.ts'
import { record, table } from './table.ts'
import { asJson, plain } from './text.ts'

type Row = Record<string, unknown>

export function showList(
  { stdout, stderr }: Io,
  columns: string[],
  rows: Row[],
  more: boolean,
  json?: boolean,
): void {
  if (json) stdout.write(`${asJson(rows)}\n`)
  else if (rows.length > 0) stdout.write(table(rows, columns, stdout))
  else stderr.write('There are none.\n')
  if (more) stderr.write('There are more: see --limit and --all.\n')
}

export function showOne(
  { stdout, stderr }: Io,
  operation: Operation,
  answer: unknown,
  json?: boolean,
  tried?: boolean,
): void {
  if (tried) stderr.write('Nothing was changed: this is what it would be.\n')
  if (answer === undefined) return tried ? undefined : done(stderr, operation)
  if (typeof answer === 'string') {
    stdout.write(answer.split('\n').map(plain).join('\n'))
    return
  }
  const { properties = {} } = answerOf(operation) ?? {}
  const { summary } = answer as Row
  if (json) stdout.write(`${asJson(answer)}\n`)
  // What explains something says it as a sentence; its reasons are for programs.
  else if (properties['reasons'] && typeof summary === 'string') stdout.write(`${plain(summary)}\n`)
  else stdout.write(record(answer as Row))
  if (tried) return
  const secrets = Object.entries(properties).filter(([, schema]) => schema['x-secret'])
  for (const [name] of secrets) stderr.write(`Keep the ${name}: it is not shown again.\n`)
}

/** The operation's own words stand for an answer without any. */
function done(stderr: Io['stderr'], { summary }: Operation): void {
  stderr.write(`${summary}: done.\n`)
}
