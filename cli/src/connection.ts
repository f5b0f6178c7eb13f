// Which broker is meant, with which credentials: environment first, then the profile, then the default address.
import { type Client, createClient, document } from '@reeve/openapi'
import { createTlsFetch, pairFrom, tlsFilesIn, unreadable } from '@reeve/openapi/tls'
import { type Io, UsageError } from './io.ts'
import { plain } from './output/text.ts'
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
export async function connectionOf(io: Io, asked: string | undefined): Promise<Connection> {
  const { env } = io
  const { REEVE_URL: url, REEVE_TOKEN: token, REEVE_TENANT: tenant } = env
  const profile = await profileOf(io, asked)
  const address = url || profile?.url || defaultUrl
  // A token is shown to the broker it was stored for and to no other.
  const kept = profile && sameAddress(profile.url, address) ? profile : undefined
  const source = sourceOf(url, profile?.name)
  return {
    url: address,
    source,
    token: token?.trim() || kept?.token,
    tenant: tenant || kept?.tenant,
  }
}

function sourceOf(url: string | undefined, profile: string | undefined): string {
  if (url) return 'REEVE_URL'
  return profile === undefined ? 'the default' : `the profile ${profile}`
}

async function profileOf({ env, stderr }: Io, asked: string | undefined) {
  const profiles = await readProfiles(env)
  const name = asked ?? (env['REEVE_PROFILE'] || profiles.current)
  if (name === null) return undefined
  const profile = profileNamed(profiles, name)
  const winning = ['REEVE_URL', 'REEVE_TOKEN'].filter((variable) => env[variable])
  if (asked !== undefined && winning.length > 0) {
    stderr.write(`reeve: The environment's ${winning.join(' and ')} wins over the profile.\n`)
  }
  return { ...profile, name }
}

/** A person waits: give up sooner than a program would, unless the command says otherwise. */
export function clientOf({ url, token }: Connection, io: Io, retryFor = 3_000): Client {
  const { signal } = io
  const fetch = fetchOf(io)
  try {
    return createClient({
      url,
      token,
      signal,
      retryFor,
      warned: ({ pointer = '', detail }) =>
        io.stderr.write(`Warning: ${plain(`${pointer} ${detail}`.trim())}\n`),
      ...(fetch && { fetch }),
      userAgent: `reeve-cli/${document.info.version}`,
    })
  } catch (error) {
    throw error instanceof TypeError ? new UsageError(error.message) : error
  }
}

/** With files of the person's own for TLS; undefined: the usual one. */
function fetchOf({ env }: Io): typeof globalThis.fetch | undefined {
  const files = tlsFilesIn(env)
  if (files === undefined) return undefined
  try {
    return createTlsFetch(pairFrom(files))
  } catch (error) {
    throw new UsageError(unreadable(error))
  }
}

function sameAddress(one: string, other: string): boolean {
  const canonical = (url: string) =>
    URL.canParse(url) ? new URL(url).href.replace(/\/+$/, '') : url
  return canonical(one) === canonical(other)
}
