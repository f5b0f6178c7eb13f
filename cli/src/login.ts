// `login` and `profile`: where the broker is and which token opens it, kept in a file of the person's own.
import { ProblemError } from '@reeve/openapi'
import type { Command } from 'commander'
import { clientOf, type Connection, defaultUrl } from './connection.ts'
import { type Io, UsageError } from './io.ts'
import { table } from './output/table.ts'
import { asJson, plain } from './output/text.ts'
import { profileNamed, profilesFile, readProfiles, writeProfiles } from './profiles.ts'
import { askToken } from './prompt.ts'
import { guarded, type Session } from './session.ts'

interface Options {
  url?: string
  tenant?: string
  profile?: string
  check?: boolean
  admin?: boolean
  json?: boolean
}

export function addLogin(program: Command, { io }: Session): void {
  const command = program.command('login').summary('Keep a broker and a token as a profile')
  command
    .description(
      'Keep a broker and a token as a profile. The token is asked for, or read from stdin; it is never an argument.',
    )
    .option(
      '--url <url>',
      `address of the broker (default: REEVE_URL, the profile's, else ${defaultUrl})`,
    )
    .option('--tenant <tenant>', 'tenant that is meant where none is named')
    .option(
      '--admin',
      'exchange the admin secret for a token of a few minutes; the secret is REEVE_ADMIN_SECRET, or asked for, and not kept',
    )
    .option('--no-check', 'do not ask the broker whether it accepts the token')
    .action(() => login(io, command.optsWithGlobals<Options>()))
}

async function login(io: Io, options: Options): Promise<void> {
  const { env, stderr } = io
  const name = options.profile ?? (env['REEVE_PROFILE'] || 'default')
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/i.test(name)) {
    throw new UsageError('A profile has a name of letters, digits, dots and dashes.')
  }
  const { profiles } = await readProfiles(env)
  const old = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  const url = options.url ?? (env['REEVE_URL'] || (old?.url ?? defaultUrl))
  const source = options.url === undefined ? 'REEVE_URL, the profile or the default' : '--url'
  const connection = { url, source, token: '', tenant: undefined }
  clientOf(connection, io) // An address that is none is told before a token is asked for.
  const token = await (options.admin ? exchange : asked)(connection, io, options)
  const profile = { url, token, ...(options.tenant !== undefined && { tenant: options.tenant }) }
  await writeProfiles(env, { current: name, profiles: { ...profiles, [name]: profile } })
  stderr.write(`Logged in to ${plain(url)} (profile ${name}, kept in ${profilesFile(env)}).\n`)
}

async function asked(connection: Connection, io: Io, options: Options): Promise<string> {
  const token = await askToken(io, `Token for ${plain(connection.url)}: `)
  if (options.check) await check({ ...connection, token }, io)
  return token
}

async function exchange(connection: Connection, io: Io): Promise<string> {
  const secret =
    io.env['REEVE_ADMIN_SECRET']?.trim() ||
    (await askToken(io, `Admin secret of ${plain(connection.url)}: `))
  let token = ''
  await guarded(io, connection, { args: [] }, async () => {
    const body = { secret }
    const api = clientOf({ ...connection, token: undefined }, io)
    token = (await api.authenticateAdmin({ body })).access_token
  })
  return token
}

/** Any answer but "who are you?" shows that the token is known; a tenant's may not list tenants. */
async function check(connection: Connection, io: Io): Promise<void> {
  await guarded(io, connection, { args: [] }, async () => {
    try {
      await clientOf(connection, io).listTenants({ query: { limit: 1 } })
    } catch (error) {
      if (!(error instanceof ProblemError && error.code === 'forbidden')) throw error
    }
  })
}

export function addProfiles(program: Command, { io }: Session): void {
  const group = program
    .command('profile')
    .description('Brokers and tokens that `reeve login` keeps.')
  const list = group
    .command('list')
    .summary('List the profiles')
    .description('List the profiles, without their tokens.')
  list.action(async () => {
    const { current, profiles } = await readProfiles(io.env)
    const rows = Object.entries(profiles).map(([name, { url, tenant }]) => ({
      name,
      url,
      tenant: tenant ?? null,
      current: name === current,
    }))
    if (list.optsWithGlobals<Options>().json) io.stdout.write(`${asJson(rows)}\n`)
    else if (rows.length > 0)
      io.stdout.write(table(rows, ['name', 'url', 'tenant', 'current'], io.stdout))
    else io.stderr.write('There are none. Make one with `reeve login`.\n')
  })
  group
    .command('use <name>')
    .description('Use a profile from now on.')
    .action(async (name: string) => {
      const known = await readProfiles(io.env)
      profileNamed(known, name)
      await writeProfiles(io.env, { ...known, current: name })
    })
  group
    .command('delete <name>')
    .description(
      'Forget a profile and its token. The token itself stays valid: revoke it at the broker.',
    )
    .action(async (name: string) => {
      const { current, profiles } = await readProfiles(io.env)
      profileNamed({ current, profiles }, name)
      const { [name]: _, ...rest } = profiles
      await writeProfiles(io.env, { current: current === name ? null : current, profiles: rest })
    })
}
