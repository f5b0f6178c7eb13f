// The agent's TLS: the authority it trusts the broker by, and the certificate it shows. Renewed files need no restart.
import { createSecureContext } from 'node:tls'
import { type ChannelCredentials, credentials } from '@grpc/grpc-js'
import { createTlsFetch, pairFrom, type TlsFiles, type TlsPair } from '@reeve/openapi/tls'
import { ConfigError } from './errors.ts'

export interface Tls {
  fetch: typeof globalThis.fetch
  /** For a channel that is opened now. */
  channel: () => ChannelCredentials
  /** What a script's own calls may use: whom to trust, never the agent's certificate. */
  trusted: () => Pick<TlsPair, 'ca'>
}

/** Throws a ConfigError that names the variable. */
export function openTls(files: TlsFiles): Tls {
  if (Object.values(files).every((path) => path === null)) return usual
  const pair = readable(files)
  let good = channelOf(pair())
  return {
    fetch: createTlsFetch(pair),
    channel() {
      try {
        good = channelOf(pair())
      } catch {
        // half of a renewal: what was good a moment ago still is
      }
      return good
    },
    trusted() {
      const { ca } = pair()
      return ca ? { ca } : {}
    },
  }
}

const channelOf = ({ ca, key, cert }: TlsPair): ChannelCredentials =>
  credentials.createSsl(ca ?? null, key ?? null, cert ?? null)

/** Node's own authorities, and no certificate. */
const usual: Tls = {
  fetch: (input, init) => globalThis.fetch(input, init),
  channel: () => credentials.createSsl(),
  trusted: () => ({}),
}

const names = { ca: 'AGENT_TLS_CA', cert: 'AGENT_TLS_CERT', key: 'AGENT_TLS_KEY' } as const

function readable(files: TlsFiles): () => TlsPair {
  if ((files.cert === null) !== (files.key === null))
    throw new ConfigError('AGENT_TLS_CERT and AGENT_TLS_KEY belong together: set both, or neither.')
  let pair: () => TlsPair
  try {
    pair = pairFrom(files)
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException
    const name = Object.entries(files).find(([, given]) => given === path)?.[0] ?? 'ca'
    const what = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`
    throw new ConfigError(
      `The file ${path} (${names[name as keyof typeof names]}) ${what}: name a PEM file that the agent may read.`,
    )
  }
  check(pair(), files)
  return pair
}

function check({ ca, cert, key }: TlsPair, files: TlsFiles): void {
  const told = (name: keyof typeof names, what: string) =>
    new ConfigError(`The file ${files[name]} (${names[name]}) ${what}.`)
  if (ca && !ca.includes('-----BEGIN CERTIFICATE-----'))
    throw told('ca', 'holds no PEM certificate')
  if (!cert || !key) return
  if (!cert.includes('-----BEGIN CERTIFICATE-----')) throw told('cert', 'holds no PEM certificate')
  try {
    createSecureContext({ cert, key })
  } catch {
    throw told('key', 'is not the unlocked PEM key of the certificate in AGENT_TLS_CERT')
  }
}
