// Reads the files of TLS and says in a sentence what is wrong with them.
import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { ConfigError } from '../config.ts'

export interface TlsSettings {
  mode: 'none' | 'tls' | 'mtls'
  /** Paths of PEM files. */
  cert: string | undefined
  key: string | undefined
  client_ca: string | undefined
}

export interface Material {
  cert: Buffer
  key: Buffer
  /** Whom client certificates must come from; undefined: none is asked for. */
  ca: Buffer | undefined
  /** Changes when a file does. */
  digest: string
  ca_digest: string
  /** When the broker's own certificate ends. */
  ends: Date
}

/** Throws a ConfigError: which variable, which path, what is wrong. */
export async function readMaterial(settings: TlsSettings): Promise<Material> {
  const { mode, client_ca } = settings
  const [cert, key, ca] = await Promise.all([
    read('REEVE_TLS_CERT', needed('REEVE_TLS_CERT', settings.cert, mode)),
    read('REEVE_TLS_KEY', needed('REEVE_TLS_KEY', settings.key, mode)),
    client_ca === undefined ? undefined : read('REEVE_TLS_CLIENT_CA', client_ca),
  ])
  if (mode === 'mtls') needed('REEVE_TLS_CLIENT_CA', client_ca, mode)
  const [leaf] = certificatesOf(cert)
  if (!leaf!.checkPrivateKey(privateKeyOf(key)))
    throw new ConfigError(
      `The key in ${key.path} (REEVE_TLS_KEY) is not that of the certificate in ${cert.path} (REEVE_TLS_CERT). Give the pair that belongs together.`,
    )
  if (ca) certificatesOf(ca)
  return {
    cert: cert.bytes,
    key: key.bytes,
    ca: ca?.bytes,
    digest: digestOf(cert, key, ca),
    ca_digest: digestOf(ca),
    ends: new Date(leaf!.validTo),
  }
}

/** Files for TLS with TLS turned off: somebody believes that it is on. */
export function refuseFilesWithoutTls({ mode, cert, key, client_ca }: TlsSettings): void {
  const files = { REEVE_TLS_CERT: cert, REEVE_TLS_KEY: key, REEVE_TLS_CLIENT_CA: client_ca }
  const named = Object.entries(files).filter(([, path]) => path !== undefined)
  if (mode !== 'none' || named.length === 0) return
  throw new ConfigError(
    `${named[0]![0]} is set, but REEVE_TLS_MODE is none, so nothing would be encrypted. Set REEVE_TLS_MODE to tls or mtls, or unset the file.`,
  )
}

interface File {
  name: string
  path: string
  bytes: Buffer
}

function needed(name: string, path: string | undefined, mode: string): string {
  if (path !== undefined) return path
  throw new ConfigError(
    `${name} is not set. REEVE_TLS_MODE=${mode} needs it: the path of a PEM file. For a try, tools/test-certificates.sh makes some.`,
  )
}

async function read(name: string, path: string): Promise<File> {
  try {
    return { name, path, bytes: await readFile(path) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const what = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`
    throw new ConfigError(
      `The file ${path} (${name}) ${what}. Name a PEM file that the broker's user may read.`,
    )
  }
}

const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** All certificates of a file, the first one first. */
function certificatesOf({ name, path, bytes }: File): X509Certificate[] {
  const blocks = bytes.toString('latin1').match(block) ?? []
  try {
    if (blocks.length === 0) throw new Error('no block')
    return blocks.map((pem) => new X509Certificate(pem))
  } catch {
    throw new ConfigError(
      `The file ${path} (${name}) holds no PEM certificate, or a broken one. It begins with -----BEGIN CERTIFICATE-----.`,
    )
  }
}

/** How Node says that a key is locked: depending on its version, it has none to try or is refused one. */
const askedForPassphrase = new Set([
  'ERR_MISSING_PASSPHRASE',
  'ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED',
])

function privateKeyOf({ name, path, bytes }: File): KeyObject {
  try {
    return createPrivateKey(bytes)
  } catch (error) {
    const locked = askedForPassphrase.has((error as NodeJS.ErrnoException).code!)
    const what = locked ? 'is locked with a passphrase' : 'holds no PEM private key'
    throw new ConfigError(
      `The file ${path} (${name}) ${what}. Give the certificate's private key, unlocked and readable to the broker alone.`,
    )
  }
}

function digestOf(...files: Array<File | undefined>): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file?.bytes.length ?? -1}:`).update(file?.bytes ?? '')
  return hash.digest('hex')
}
