// Encryption at rest. Envelopes: each value has its own data key, wrapped under a root (AES-256-GCM).
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/**
 * An envelope is: version (1 byte), id of the root (8), wrapped data key (12 + 32 + 16), value (12 + n + 16). Roots are
 * kept in the database under the master key, so that this can change and no envelope has to.
 */
export interface Vault {
  /** `purpose` is bound to the envelope: one sealed for another purpose does not open. */
  seal: (purpose: string, value: Buffer) => Buffer
  open: (purpose: string, envelope: Buffer) => Buffer
  /** Seals under a key that the client holds and we do not store, together with the root. */
  sealUnder: (clientKey: string, value: Buffer) => Buffer
  openUnder: (clientKey: string, sealed: Buffer) => Buffer
  /** A keyed hash for one purpose, e.g. a job's token. */
  mac: (purpose: Purpose, text: string) => Buffer
  /** Which master key this is: tells nothing of the key itself. */
  masterId: Buffer
  /** The key itself, for a database from before roots. */
  master: () => Buffer
  /** A root as the database keeps it, and back. */
  wrap: (root: Buffer) => Buffer
  unwrap: (wrapped: Buffer) => Buffer
  /** From now on these roots; the first is what everything is derived from, the last seals. */
  adopt: (roots: Buffer[]) => void
}

/** What a key is derived for: few, so that they can be kept. */
type Purpose = 'idempotency' | 'idempotent-request' | 'job-token' | 'challenge'

const version = 1
const wrappedLength = 12 + 32 + 16
const rootPurpose = 'vault-root'

/** Until it adopts others, the master key itself is its root: so it was before there were roots. */
export function createVault(masterKey: Buffer): Vault {
  if (masterKey.length !== 32) throw new Error('the master key must have 32 bytes')
  const roots = new Map<string, Buffer>()
  const derived = new Map<Purpose, KeyObject>() // deriving takes longer than using
  let [first, latest] = [masterKey, masterKey]
  const adopt = (given: Buffer[]): void => {
    roots.clear()
    for (const root of given) roots.set(keyIdOf(root).toString('hex'), root)
    derived.clear()
    first = given[0]!
    latest = given.at(-1)!
  }
  adopt([masterKey])
  const derive = (purpose: Purpose): KeyObject => {
    const known = derived.get(purpose)
    if (known) return known
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', first, '', purpose, 32)))
    derived.set(purpose, key)
    return key
  }
  const clientKeyOf = (key: string) =>
    createHmac('sha256', derive('idempotency')).update(key).digest()
  return {
    adopt,
    masterId: keyIdOf(masterKey),
    master: () => masterKey,
    wrap: (root) => encrypt(masterKey, root, rootPurpose),
    unwrap: (wrapped) => decrypt(masterKey, wrapped, rootPurpose),
    seal(purpose, value) {
      const dataKey = randomBytes(32)
      const head = [Buffer.from([version]), keyIdOf(latest), encrypt(latest, dataKey, purpose)]
      return Buffer.concat([...head, encrypt(dataKey, value, purpose)])
    },
    open(purpose, envelope) {
      if (envelope[0] !== version) throw new Error(`unknown envelope version ${envelope[0]}`)
      const root = roots.get(envelope.subarray(1, 9).toString('hex'))
      if (!root) throw new WrongMasterKey()
      const dataKey = decrypt(root, envelope.subarray(9, 9 + wrappedLength), purpose)
      return decrypt(dataKey, envelope.subarray(9 + wrappedLength), purpose)
    },
    sealUnder: (key, value) => encrypt(clientKeyOf(key), value, 'idempotency'),
    openUnder: (key, sealed) => decrypt(clientKeyOf(key), sealed, 'idempotency'),
    mac: (purpose, text) => createHmac('sha256', derive(purpose)).update(text).digest(),
  }
}

/** Of a master key or a root. */
export const keyIdOf = (key: Buffer): Buffer =>
  createHash('sha256').update('reeve key id').update(key).digest().subarray(0, 8)

/** Which root an envelope was sealed under. */
export const rootIn = (envelope: Buffer): Buffer => envelope.subarray(1, 9)

/** The data was sealed under another master key. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey'
  override readonly message =
    'The database holds keys that were sealed under another master key. Start the broker with the REEVE_MASTER_KEY (or the key file) it was last started with; to change it, put that one into REEVE_MASTER_KEY_PREVIOUS.'
}

function encrypt(key: Buffer, value: Buffer, purpose: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
  return Buffer.concat([nonce, cipher.update(value), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, purpose: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
    .setAAD(Buffer.from(purpose))
    .setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
}
