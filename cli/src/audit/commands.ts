// `audit verify`: of a file without any broker, or of what a broker holds.
import { createReadStream } from 'node:fs'
import type { Client, Schemas } from '@reeve/openapi'
import { Argument, type Command } from 'commander'
import type { CommandSpec } from '../contract/commands.ts'
import type { Shape } from '../contract/shape.ts'
import { codes } from '../failure.ts'
import { Exit, type Io, UsageError } from '../io.ts'
import { asJson, plain } from '../output/text.ts'
import { guarded, needToken, type Session } from '../session.ts'
import { typedOf } from '../typed.ts'
import { keysFrom } from './keys.ts'
import { tellOffline, tellOnline } from './tell.ts'
import { type Verdict, verifyLines } from './verify.ts'

interface Options {
  json?: boolean
  profile?: string
  keys?: string
  trustFileKeys?: boolean
}

export function addVerify(
  command: Command,
  shape: Shape,
  _spec: CommandSpec,
  { io, connect }: Session,
): void {
  command
    .description(
      'Verify the audit trail: an exported file, for which no broker is needed, or without a file what the broker holds. Exit code 1 when it is broken.',
    )
    .addArgument(new Argument('[file]', 'a file of `reeve audit export`, or - for stdin'))
    .option(
      '--keys <file>',
      'the public keys whose signatures count: a file, or an address (with a file; see `reeve audit-keys`)',
    )
    .option('--trust-file-keys', 'let the keys count that the file itself brings along')
  command.action(async () => {
    const options = command.optsWithGlobals<Options>()
    const [file] = command.args
    if (file !== undefined) return end(await verifyFile(file, options, io), options, io)
    const connection = await connect(options.profile)
    needToken(connection, false)
    await guarded(io, connection, { args: [] }, async () => {
      const { after } = typedOf(command, shape).query as { after?: number }
      endOnline(await walk(connection.api, after), options, io)
    })
  })
}

async function verifyFile(
  file: string,
  { keys, trustFileKeys }: Options,
  io: Io,
): Promise<Verdict> {
  if (keys === undefined && !trustFileKeys)
    throw new UsageError(
      'Say whose signatures count: --keys FILE (`reeve audit-keys --json` prints them), or --trust-file-keys.',
    )
  if (trustFileKeys)
    io.stderr.write(
      'The keys are the file’s own: whoever could write it could have signed anything. Prefer --keys.\n',
    )
  const trusted = keys === undefined ? undefined : await keysFrom(keys, io)
  const chunks = file === '-' ? io.stdin : createReadStream(file, { highWaterMark: 1 << 20 })
  return verifyLines(chunks, trusted).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined || error.syscall === undefined) throw error
    throw new UsageError(`${file} cannot be read: ${error.code}.`)
  })
}

function end(verdict: Verdict, { json }: Options, { stdout, stderr }: Io): void {
  if (json) stdout.write(`${asJson(verdict)}\n`)
  else (verdict.broken ? stderr : stdout).write(`${plain(tellOffline(verdict))}\n`)
  if (verdict.broken) throw new Exit(codes.refused)
}

type Verification = Schemas['AuditVerification']

/** The broker walks for some seconds at a time. */
async function walk(api: Client, given: number | undefined): Promise<Verification> {
  let whole: Verification | undefined
  for (let after = given; ;) {
    const part = await api.verifyAudit({ query: { ...(after !== undefined && { after }) } })
    whole = {
      ...part,
      after: whole?.after ?? part.after,
      verified: (whole?.verified ?? 0) + part.verified,
      checkpoints: (whole?.checkpoints ?? 0) + part.checkpoints,
      ms: (whole?.ms ?? 0) + part.ms,
    }
    if (part.next === null) return whole
    after = part.next
  }
}

function endOnline(found: Verification, { json }: Options, { stdout, stderr }: Io): void {
  if (json) stdout.write(`${asJson(found)}\n`)
  else (found.ok ? stdout : stderr).write(`${plain(tellOnline(found))}\n`)
  if (!found.ok) throw new Exit(codes.refused)
}
