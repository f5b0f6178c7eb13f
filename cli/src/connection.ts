// Which broker is meant, with which credentials: environment first, then the profile, then the default address.
import { type Client, createClient, document } from '@reeve/openapi'
import { type Io, UsageError } from './io.ts'
import { profileNamed, readProfiles } from './profiles.ts'

export interface Connection {
  url: string
  /** Where the address was said. */
  source: string
  token: string | undefined
  tenant: string | undefined
}

export const defaultUrl = 'http://127.0.0.1:8080'

/** `asked` is the value of --profile. */
export async function connectionOf({ env, stderr }: Io, asked: string | undefined): Promise<Connection> {
  const profiles = await readProfiles(env)
  const name = asked ?? (env['REEVE_PROFILE'] || profiles.current)
  const profile = name === null ? undefined : profileNamed(profiles, name)
  const own = env['REEVE_URL'] || undefined
  const url = own ?? profile?.url ?? defaultUrl
  // A token is shown to the broker it was stored for and to no other.
  const kept = profile !== undefined && sameAddress(profile.url, url) ? profile.token : undefined
  const source = own ? 'REEVE_URL' : profile ? `the profile ${name}` : 'the default'
  const winning = ['REEVE_URL', 'REEVE_TOKEN'].filter((variable) => env[variable])
  if (asked !== undefined && winning.length > 0) {
    stderr.write(`reeve: ${winning.join(' and ')} from the environment wins over the profile ${asked}.\n`)
  }
  const token = env['REEVE_TOKEN']?.trim() || kept
  return { url, source, token, tenant: env['REEVE_TENANT'] || profile?.tenant }
}

/** A person waits: give up sooner than a program would, unless the command says otherwise. */
export function clientOf({ url, token }: Connection, { signal }: Io, retryFor = 3_000): Client {
  try {
    return createClient({ url, token, signal, retryFor, userAgent: `reeve-cli/${document.info.version}` })
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error
  }
}

function sameAddress(one: string, other: string): boolean {
  const canonical = (url: string) => (URL.canParse(url) ? new URL(url).href.replace(/\/+$/, '') : url)
  return canonical(one) === canonical(other)
}
