// `job follow`: prints what happens to a job as it happens, across broken connections, and ends as the job does.
import type { Schemas } from '@reeve/openapi'
import type { Command } from 'commander'
import { choose } from '../choose.ts'
import type { CommandSpec } from '../contract/commands.ts'
import type { Shape } from '../contract/shape.ts'
import { codes } from '../failure.ts'
import { Exit, type Io } from '../io.ts'
import { asJson, plain } from '../output/text.ts'
import { callOf } from '../request.ts'
import { guarded, needToken, type Session } from '../session.ts'
import { typedOf } from '../typed.ts'

type Happening = Schemas['JobEvent'] & { id: string }
type End = Schemas['JobEndEvent']

/** A restart of the broker must not end the following of a job that goes on. */
const patience = 60_000

export function addFollow(
  command: Command,
  shape: Shape,
  { operations }: CommandSpec,
  { io, connect }: Session,
): void {
  command.description(
    `${command.description()} Lines on stdout, all else on stderr (--json: every event on stdout), exit code 1 unless the job completes.`,
  )
  command.action(async () => {
    const options = command.optsWithGlobals<{ json?: boolean; profile?: string }>()
    const typed = typedOf(command, shape)
    const connection = await connect(options.profile, patience)
    const { operation, path, query } = choose(operations, shape, typed, connection.tenant)
    needToken(connection, false)
    await guarded(io, connection, { args: shape.args.map(({ name }) => name) }, async () => {
      const events = callOf(connection.api, operation)({ path, query })
      await print(events as unknown as AsyncIterable<Happening>, path, options, io)
    })
  })
}

async function print(
  events: AsyncIterable<Happening>,
  { job, tenant }: Record<string, string>,
  { json }: { json?: boolean },
  io: Io,
): Promise<void> {
  let end: End | undefined
  try {
    for await (const event of events) {
      if (json) io.stdout.write(`${asJson(event, 0)}\n`)
      else tell(event, io)
      if (event.event === 'end') end = event
    }
  } catch (error) {
    if (!io.signal?.aborted) throw error
    io.stderr.write(
      `Stopped following. The job goes on: reeve job follow ${job} --tenant ${tenant}.\n`,
    )
    throw new Exit(codes.interrupted)
  }
  if (end?.status !== 'completed') throw new Exit(codes.refused)
}

function tell(event: Happening, { stdout, stderr }: Io): void {
  if (event.event === 'line') stdout.write(`${event.level.padEnd(5)} ${plain(event.text)}\n`)
  if (event.event === 'progress')
    stderr.write(`${plain(`${event.progress} % ${event.progress_message}`.trim())}\n`)
  if (event.event === 'status') stderr.write(`${plain(stateOf(event))}\n`)
}

function stateOf({ status, attempt, agent, error }: Schemas['JobStatusEvent']): string {
  const which = status === 'assigned' ? ` (attempt ${attempt}) to ${agent}` : ''
  const where = error?.line === undefined ? '' : ` (line ${error.line})`
  const why = error ? `: ${error.code}: ${error.message}${where}` : ''
  return `${status}${which}${why}`
}
