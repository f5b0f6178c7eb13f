// `job submit` with a script from a file and `--wait`, and `job wait`: the two that are more than one operation.
import type { Schemas } from '@reeve/openapi'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { withBody } from '../body.ts'
import { choose } from '../choose.ts'
import type { CommandSpec } from '../contract/commands.ts'
import { json } from '../contract/flags.ts'
import type { Shape } from '../contract/shape.ts'
import { textFrom } from '../files.ts'
import { type Io, UsageError } from '../io.ts'
import { showOne } from '../output/show.ts'
import { plain } from '../output/text.ts'
import { callOf, type Typed } from '../request.ts'
import { guarded, needToken, type Session } from '../session.ts'
import { typedOf } from '../typed.ts'
import { follow, type Waiting } from './follow.ts'

type Job = Schemas['Job']

interface Submitting extends Waiting {
  script?: string
  /** Wrapped, since JSON's null is an input too. */
  input?: { json: unknown }
  wait?: boolean
}

/** A restart of the broker must not end the waiting for a job that goes on. */
const patience = 60_000

const places = {
  args: ['job'],
  flags: { '/payload/script': '--script', '/payload/input': '--input' },
}

export function addSubmit(
  command: Command,
  shape: Shape,
  { operations }: CommandSpec,
  { io, connect }: Session,
): void {
  addSubmitOptions(command)
  command.action(async () => {
    const options = command.optsWithGlobals<Submitting>()
    const typed = await withScript(typedOf(command, shape), options, io)
    const connection = await connect(options.profile, options.wait ? patience : undefined)
    const { operation, path, query } = choose(operations, shape, typed, connection.tenant)
    needToken(connection, false)
    await guarded(io, connection, places, async () => {
      const { api } = connection
      const request = await withBody(api, operation, undefined, { path, query }, typed, io)
      const job = (await callOf(api, operation)(request)) as Job
      if (!options.wait) return showOne(io, operation, job, options.json)
      io.stderr.write(`Submitted job ${plain(job.id)}.\n`)
      await follow(connection, job, options, io)
    })
  })
}

function addSubmitOptions(command: Command): void {
  const input = new Option('--input <json>', "the script's input, or @file")
  command
    .option('--script <file>', 'the script, from a file or - for stdin (instead of --payload)')
    .addOption(input.argParser((text) => ({ json: json(text) })))
    .option(
      '--wait',
      'wait for the end: lines on stderr, the result on stdout, exit code 1 unless it completed',
    )
    .addOption(timeout())
}

export function addWait(parent: Command, session: Session): void {
  const command = parent.command('wait').summary('Wait for a job to end')
  command
    .description(
      'Wait for a job to end: lines on stderr, the result on stdout, exit code 1 unless it completed.',
    )
    .argument('<job>', "The job's id.")
    .option(
      '--tenant <tenant>',
      'slug or id of the tenant (required unless REEVE_TENANT or the profile says it)',
    )
    .addOption(timeout())
    .action(async (id: string) => {
      const options = command.optsWithGlobals<Waiting & { tenant?: string }>()
      const connection = await session.connect(options.profile, patience)
      const tenant = options.tenant ?? connection.tenant
      if (tenant === undefined) throw new UsageError('Say which tenant is meant: --tenant.')
      needToken(connection, false)
      await guarded(session.io, connection, places, () =>
        follow(connection, { id, tenant }, options, session.io),
      )
    })
}

/** The sugar for the payload of a script. */
async function withScript(typed: Typed, options: Submitting, io: Io): Promise<Typed> {
  const { script, input } = options
  if (script === undefined && input === undefined) {
    if (typed.file !== undefined) return typed
    if (typed.body['payload'] !== undefined) return ofScript(typed)
    throw new UsageError('Missing: --script (or --payload, or --file). More is told by --help.')
  }
  if (typed.body['payload'] !== undefined)
    throw new UsageError('--payload says it all: leave out --script and --input.')
  if (script === undefined) throw new UsageError('--input needs a --script.')
  const payload = { script: await textFrom(script, io), ...(input && { input: input.json }) }
  return ofScript({ ...typed, body: { ...typed.body, payload } })
}

/** Unless another type is typed. */
const ofScript = (typed: Typed): Typed => ({ ...typed, body: { type: 'script', ...typed.body } })

function timeout(): Option {
  return new Option(
    '--timeout <seconds>',
    'stop waiting after so many seconds; the job goes on (exit code 124)',
  ).argParser((text) => {
    if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text)
    throw new InvalidArgumentError('It must be a number of seconds.')
  })
}
