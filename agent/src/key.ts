// The agent's own Ed25519 key: made at its first start, kept beside its id, told to nobody. What the broker issues is
// bound to it.
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { ConfigError } from './errors.ts'
import { writeWhole } from './whole.ts'

export interface AgentKey {
  readonly path: string
  /** 32 bytes. */
  readonly publicKey: Buffer
  /** Base64. */
  sign(data: Uint8Array): string
}

/** The key in the file, or a new one when there is none. */
export async function openKey(path: string): Promise<AgentKey> {
  const key = (await readKey(path)) ?? (await makeKey(path))
  return {
    path,
    publicKey: Buffer.from(createPublicKey(key).export({ format: 'jwk' }).x!, 'base64url'),
    sign: (data) => sign(null, data, key).toString('base64'),
  }
}

/** Beside the id: what belongs to one agent is lost or kept together. */
export const keyPath = (idPath: string): string => `${idPath}.key`

async function readKey(path: string): Promise<KeyObject | undefined> {
  let pem: string
  try {
    const { mode } = await stat(path)
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw open(path, mode)
    pem = await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new ConfigError(
      `The agent's key file ${path} cannot be read (${code ?? message}): set AGENT_ID_FILE to a file in a folder the agent may write to.`,
    )
  }
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // the sentence below says it without what the file holds
  }
  throw new ConfigError(
    `The agent's key file ${path} holds no Ed25519 key: restore it, or delete it to let the agent enrol with a new one.`,
  )
}

const open = (path: string, mode: number) =>
  new ConfigError(
    `The agent's key file ${path} may be read by others (mode ${(mode & 0o777).toString(8)}), so they may be this agent: delete it to let the agent make another key, or take their rights away if it was never out of your hands.`,
  )

async function makeKey(path: string): Promise<KeyObject> {
  const { privateKey } = generateKeyPairSync('ed25519')
  try {
    await writeWhole(path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new ConfigError(
      `The agent's key file ${path} cannot be written (${code ?? message}): set AGENT_ID_FILE to a file in a folder the agent may write to.`,
    )
  }
  return privateKey
}
