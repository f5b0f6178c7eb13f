// `audit export`: fetches the audit trail answer by answer and writes it as one file.
import { open, rename, rm } from 'node:fs/promises'
import type { Command } from 'commander'
import { type Choice, choose } from '../choose.ts'
import type { CommandSpec } from '../contract/commands.ts'
import type { Shape } from '../contract/shape.ts'
import { codes } from '../failure.ts'
import { Exit, type Io, UsageError } from '../io.ts'
import { plain } from '../output/text.ts'
import { callOf } from '../request.ts'
import { type Connected, guarded, needToken, type Session } from '../session.ts'
import { typedOf } from '../typed.ts'

/** Events of one answer: some megabytes. */
const most = 10_000

export function addExport(
  command: Command,
  shape: Shape,
  { operations }: CommandSpec,
  { io, connect }: Session,
): void {
  command
    .description(`${command.description()} Verify the file with \`reeve audit verify\`.`)
    .option('--output <file>', 'write to this file (default: stdout)')
  command.action(async () => {
    const options = command.optsWithGlobals<{ profile?: string; output?: string }>()
    const typed = typedOf(command, shape)
    const connection = await connect(options.profile)
    const choice = choose(operations, shape, typed, connection.tenant)
    needToken(connection, false)
    const { output } = options
    await guarded(io, connection, { args: [] }, async () => {
      const whole = (write: Write) => fetchAll(connection, choice, write)
      const complete =
        output === undefined
          ? await isComplete(whole((text) => io.stdout.write(text)))
          : await intoFile(output, io, (write) => isComplete(whole(write)))
      if (complete) return
      io.stderr.write('Events are missing at its end. `reeve audit verify` says after which.\n')
      throw new Exit(codes.refused)
    })
  })
}

type Write = (text: string) => unknown

/** The first line says where the file begins: all further answers are of that same file. */
async function fetchAll({ api }: Connected, choice: Choice, write: Write): Promise<void> {
  const { operation, path, query } = choice
  const fetch = callOf(api, operation)
  let after = query['after'] as number | undefined
  for (let resume: number | undefined; ;) {
    const asked = { events: most, ...(after !== undefined && { after }) }
    const part = { ...asked, ...(resume !== undefined && { resume }) }
    const text = (await fetch({ path, query: part })) as string
    await write(text)
    const last = lastLines(text)
    if (last.some((line) => line['end'] !== undefined)) return
    after ??= parsed(text.slice(0, text.indexOf('\n')))['sequence'] as number
    const reached = last.findLast((line) => line['hash'] !== undefined)?.['sequence'] as number
    if (reached === undefined || reached === (resume ?? after)) throw new Incomplete()
    resume = reached
  }
}

/** What is left of a trail whose end was removed is worth keeping too. */
class Incomplete extends Error {}

const isComplete = (work: Promise<void>): Promise<boolean> =>
  work.then(
    () => true,
    (error: unknown) => {
      if (error instanceof Incomplete) return false
      throw error
    },
  )

const parsed = (line: string) => JSON.parse(line) as Record<string, unknown>

/** The last event's line, and what may come after it: its checkpoint, the end. */
const lastLines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-3)
    .map(parsed)

/** What others may not read; under its own name only once it is complete. */
async function intoFile(
  name: string,
  { stderr }: Io,
  work: (write: Write) => Promise<boolean>,
): Promise<boolean> {
  const draft = `${name}.part`
  const file = await open(draft, 'w', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${draft} cannot be written: ${error.code}.`)
  })
  try {
    const complete = await work((text) => file.appendFile(text))
    await file.sync()
    await rename(draft, name)
    stderr.write(`Written to ${plain(name)}.\n`)
    return complete
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  } finally {
    await file.close()
  }
}
