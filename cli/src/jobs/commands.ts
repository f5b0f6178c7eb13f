// `job submit` with a script from a file and `--wait`, and `job wait`: the two that are more than one operation.
import { type Schemas, UnreachableError } from '@reeve/openapi'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { withBody } from '../body.ts'
import { choose } from '../choose.ts'
import type { CommandSpec } from '../contract/commands.ts'
import { json } from '../contract/flags.ts'
import type { Shape } from '../contract/shape.ts'
import { codes } from '../failure.ts'
import { textFrom } from '../files.ts'
import { Exit, type Io, UsageError } from '../io.ts'
import { showOne } from '../output/show.ts'
import { asJson, plain } from '../output/text.ts'
import { callOf, type Typed } from '../request.ts'
import { type Connected, guarded, needToken, type Session } from '../session.ts'
import { typedOf } from '../typed.ts'
import { waitFor } from './wait.ts'

type Job = Schemas['Job']

interface Waiting {
  json?: boolean
  profile?: string
  timeout?: number
}

/** A restart of the broker must not end the waiting for a job that goes on. */
const patience = 60_000

const places = {
  args: ['job'],
  flags: { '/payload/script': '--script', '/payload/input': '--input' },
}

export function addSubmit(command: Command, shape: Shape, { operations }: CommandSpec, session: Session): void {
  const [submit] = operations as [(typeof operations)[number]]
  command
    .option('--script <file>', "the script, from a file or - for stdin (instead of --payload)")
    .addOption(new Option('--input <json>', "the script's input, or @file").argParser((text) => ({ json: json(text) })))
    .option('--wait', 'wait for the end: lines on stderr, the result on stdout, exit code 1 unless it completed')
    .addOption(timeout())
    .action(async () => {
      const { io } = session
      const options = command.optsWithGlobals<Waiting & { script?: string; input?: { json: unknown }; wait?: boolean }>()
      const typed = await withScript(typedOf(command, shape), options, io)
      const connection = await session.connect(options.profile, options.wait ? patience : undefined)
      const { path, query } = choose(operations, shape, typed, connection.tenant)
      needToken(connection, false)
      await guarded(io, connection, places, async () => {
        const request = await withBody(connection.api, submit, undefined, { path, query }, typed, io)
        const job = (await callOf(connection.api, submit)(request)) as Job
        if (!options.wait) return showOne(io, submit, job, options.json)
        io.stderr.write(`Submitted job ${plain(job.id)}.\n`)
        await follow(connection, job, options, io)
      })
    })
}

export function addWait(parent: Command, session: Session): void {
  const command = parent.command('wait').summary('Wait for a job to end')
  command
    .description('Wait for a job to end: lines on stderr, the result on stdout, exit code 1 unless it completed.')
    .argument('<job>', "The job's id.")
    .option('--tenant <tenant>', 'slug or id of the tenant (required unless REEVE_TENANT or the profile says it)')
    .addOption(timeout())
    .action(async (id: string) => {
      const options = command.optsWithGlobals<Waiting & { tenant?: string }>()
      const connection = await session.connect(options.profile, patience)
      const tenant = options.tenant ?? connection.tenant
      if (tenant === undefined) throw new UsageError('Say which tenant is meant: --tenant.')
      needToken(connection, false)
      await guarded(session.io, connection, places, () => follow(connection, { id, tenant }, options, session.io))
    })
}

/** The sugar for the payload of a script. */
async function withScript(typed: Typed, options: { script?: string; input?: { json: unknown } }, io: Io): Promise<Typed> {
  const { script, input } = options
  if (script === undefined && input === undefined) {
    if (typed.body['payload'] !== undefined || typed.file !== undefined) return typed
    throw new UsageError('Missing: --script (or --payload, or --file). More is told by --help.')
  }
  if (typed.body['payload'] !== undefined) throw new UsageError('--payload says it all: leave out --script and --input.')
  if (script === undefined) throw new UsageError('--input needs a --script.')
  const payload = { script: await textFrom(script, io), ...(input && { input: input.json }) }
  return { ...typed, body: { ...typed.body, payload } }
}

async function follow(connection: Connected, job: Pick<Job, 'id' | 'tenant'>, options: Waiting, io: Io): Promise<void> {
  const { id, tenant } = job
  const [again, cancel] = ['wait', 'cancel'].map((verb) => `reeve job ${verb} ${id} --tenant ${tenant}`)
  const goesOn = `The job goes on. Wait again: ${again}. Cancel it: ${cancel}.`
  const path = { tenant, job: id }
  const ended = await waitFor(connection.api, path, io, options.timeout ?? Infinity).catch((error: unknown) => {
    if (io.signal?.aborted) {
      io.stderr.write(`Stopped waiting. ${goesOn}\n`)
      throw new Exit(codes.interrupted)
    }
    if (error instanceof UnreachableError) io.stderr.write(`${goesOn}\n`)
    throw error
  })
  if (ended) return end(ended, io, options.json)
  io.stderr.write(`Not ended after ${options.timeout} s. ${goesOn}\n`)
  throw new Exit(codes.overdue)
}

function end(job: Job, { stdout, stderr }: Io, json?: boolean): void {
  const { status, result, error, id } = job
  if (json) stdout.write(`${asJson(job)}\n`)
  else if (status === 'completed') stdout.write(`${asJson(result ?? null)}\n`)
  if (status === 'completed') return
  const where = error?.line === undefined ? '' : ` (line ${error.line})`
  const why = error ? `: ${error.code}: ${error.message}${where}` : ''
  stderr.write(`${plain(`Job ${id} ${status === 'failed' ? 'failed' : 'was cancelled'}${why}`)}\n`)
  throw new Exit(codes.refused)
}

function timeout(): Option {
  return new Option('--timeout <seconds>', 'stop waiting after so many seconds; the job goes on (exit code 124)').argParser(
    (text) => {
      if (/^\d{1,9}(\.\d+)?$/.test(text)) return Number(text)
      throw new InvalidArgumentError('It must be a number of seconds.')
    },
  )
}
