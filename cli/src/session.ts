// What the commands of one run share: the streams, the connection once it is needed, and how failures are told.
import { type Client, ProblemError } from '@reeve/openapi'
import { clientOf, type Connection, connectionOf } from './connection.ts'
import { explain, hint, report } from './failure.ts'
import { Exit, type Io, UsageError } from './io.ts'
import { plain } from './output/text.ts'

export interface Session {
  io: Io
  connect(profile: string | undefined, retryFor?: number): Promise<Connected>
}

export interface Connected extends Connection {
  api: Client
}

/** How a command's mistakes are named: its arguments, and flags that stand for a place in the body. */
export interface Places {
  args: string[]
  flags?: Record<string, string>
}

export function sessionOf(io: Io): Session {
  return {
    io,
    async connect(profile, retryFor) {
      const connection = await connectionOf(io, profile)
      return { ...connection, api: clientOf(connection, io, retryFor) }
    },
  }
}

/** Without a token only what is open to all can be asked. */
export function needToken({ token, url, source }: Connection, open: boolean): void {
  if (open || token !== undefined) return
  const kept =
    source === 'REEVE_URL' ? ` The profile's token is for another address than ${url}.` : ''
  throw new UsageError(`There is no token. Log in with \`reeve login\`, or set REEVE_TOKEN.${kept}`)
}

/** Runs what talks to the broker; a failure is told in the command's own words and ends the command. */
export async function guarded(
  io: Io,
  connection: Connection,
  places: Places,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    const code = report(error, io)
    const lines = error instanceof ProblemError ? explain(error, places.args, places.flags) : []
    for (const line of [...lines, hint(error, connection)]) {
      if (line !== '')
        io.stderr.write(`${line.startsWith('  ') ? '  ' : ''}${plain(line.trim())}\n`)
    }
    throw new Exit(code)
  }
}
