// `token inspect` and `token release`: a token is read from a file or stdin, never from an argument.
import { ProblemError } from '@reeve/openapi'
import { Argument, type Command } from 'commander'
import { clientOf, connectionOf } from './connection.ts'
import { textFrom } from './files.ts'
import { codes } from './failure.ts'
import { Exit, type Io, UsageError } from './io.ts'
import { asJson, plain } from './output/text.ts'
import { guarded, type Session } from './session.ts'

interface Options {
  json?: boolean
  profile?: string
  offline?: boolean
}

export function addTokens(program: Command, { io }: Session): void {
  const token = program.commands.find((command) => command.name() === 'token')!
  token.description('What the broker’s tokens say, and whether they hold.')
  const file = new Argument('[file]', 'file with the token, or - for stdin').default('-')
  const inspect = token
    .command('inspect')
    .summary('Show what a token says, and ask the broker whether it holds')
    .description(
      'Show what a token says. The broker is asked whether it holds; without one that answers this is what it claims, and nobody has looked at its signature. Exit code 1 when it does not hold.',
    )
    .addArgument(file)
    .option('--offline', 'do not ask the broker')
  inspect.action(() => look(inspect, io))
  const release = token
    .command('release')
    .summary('End the session that a token is')
    .description(
      'End the session that a token is: its enrolment, and all that was handed on of it.',
    )
    .addArgument(file)
  release.action(() => end(release, io))
}

type Verdict = 'holds' | 'does not hold' | 'not asked' | 'no broker answers'

async function look(command: Command, io: Io): Promise<void> {
  const options = command.optsWithGlobals<Options>()
  const text = await tokenFrom(command, io)
  const said = { header: partOf(text, 0), claims: partOf(text, 1) }
  const verdict = options.offline ? 'not asked' : await ask(text, options, io)
  if (options.json) io.stdout.write(`${asJson({ verdict, ...said })}\n`)
  else io.stdout.write(told(verdict, said))
  if (verdict === 'does not hold') throw new Exit(codes.refused)
}

/** An audience is not asked about: whoever inspects a token is not whom it is for. */
async function ask(token: string, { profile }: Options, io: Io): Promise<Verdict> {
  const connection = await connectionOf(io, profile)
  const { aud } = partOf(token, 1)
  const audience = Array.isArray(aud)
    ? (aud as unknown[]).find((one) => typeof one === 'string')
    : aud
  const body = { token, ...(typeof audience === 'string' && { audience }) }
  try {
    const { valid } = await clientOf({ ...connection, token: undefined }, io).validateToken({
      body,
    })
    return valid ? 'holds' : 'does not hold'
  } catch (error) {
    if (error instanceof ProblemError) throw error
    return 'no broker answers'
  }
}

function told(verdict: Verdict, { header, claims }: Record<'header' | 'claims', object>): string {
  const words: Record<Verdict, string> = {
    holds: 'It holds: the broker signed it, and it is neither expired nor revoked.',
    'does not hold': 'It does not hold: forged, expired, revoked or of another broker.',
    'not asked': 'Nobody has looked at its signature.',
    'no broker answers': 'No broker answers: nobody has looked at its signature.',
  }
  const times = ['iat', 'nbf', 'exp'].flatMap((name) => {
    const value = (claims as Record<string, unknown>)[name]
    return typeof value === 'number' && Math.abs(value) < 8.64e12
      ? [`${name}  ${new Date(value * 1000).toISOString()}`]
      : []
  })
  return `${words[verdict]}\n${asJson({ header, claims })}\n${times.map(plain).join('\n')}\n`
}

async function end(command: Command, io: Io): Promise<void> {
  const { profile } = command.optsWithGlobals<Options>()
  const token = await tokenFrom(command, io)
  partOf(token, 1)
  const connection = { ...(await connectionOf(io, profile)), token }
  await guarded(io, connection, { args: [] }, async () => {
    await clientOf(connection, io).releaseAgentSession({})
    io.stderr.write('Released.\n')
  })
}

async function tokenFrom(command: Command, io: Io): Promise<string> {
  return (await textFrom(command.args[0] ?? '-', io)).trim()
}

function partOf(token: string, index: 0 | 1): Record<string, unknown> {
  const parts = token.split('.')
  try {
    if (parts.length !== 3) throw new TypeError('not three parts')
    const text = Buffer.from(parts[index]!, 'base64url').toString()
    const said = JSON.parse(text) as unknown
    if (typeof said !== 'object' || said === null || Array.isArray(said))
      throw new TypeError('none')
    return said as Record<string, unknown>
  } catch {
    throw new UsageError('That is no token of a broker: a JWT has three parts with dots between.')
  }
}
