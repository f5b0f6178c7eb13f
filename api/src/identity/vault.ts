// Encryption at rest. Envelopes: each value has its own data key, wrapped under the master key (AES-256-GCM).
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
 * An envelope is: version (1 byte), key id of the master key (8), wrapped data key (12 + 32 + 16), value
 * (12 + n + 16). The key id tells under which master key it was sealed, so that a key can be rotated bit by bit.
 */
export interface Vault {
  /** `purpose` is bound to the envelope: one sealed for another purpose does not open. */
  seal: (purpose: string, value: Buffer) => Buffer
  open: (purpose: string, envelope: Buffer) => Buffer
  /** Seals under a key that the client holds and we do not store, together with the master key. */
  sealUnder: (clientKey: string, value: Buffer) => Buffer
  openUnder: (clientKey: string, sealed: Buffer) => Buffer
  /** A keyed hash for one purpose, e.g. a job's token. */
  mac: (purpose: Purpose, text: string) => Buffer
}

/** What a key is derived for: few, so that they can be kept. */
type Purpose = 'idempotency' | 'idempotent-request' | 'job-token'

const version = 1
const wrappedLength = 12 + 32 + 16

export function createVault(masterKey: Buffer): Vault {
  if (masterKey.length !== 32) throw new Error('the master key must have 32 bytes')
  const keyId = createHash('sha256')
    .update('reeve key id')
    .update(masterKey)
    .digest()
    .subarray(0, 8)
  const derived = new Map<Purpose, KeyObject>() // deriving takes longer than using
  const derive = (purpose: Purpose): KeyObject => {
    const known = derived.get(purpose)
    if (known) return known
    const key = createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, '', purpose, 32)))
    derived.set(purpose, key)
    return key
  }
  const clientKeyOf = (key: string) =>
    createHmac('sha256', derive('idempotency')).update(key).digest()
  return {
    seal(purpose, value) {
      const dataKey = randomBytes(32)
      const wrapped = encrypt(masterKey, dataKey, purpose)
      return Buffer.concat([
        Buffer.from([version]),
        keyId,
        wrapped,
        encrypt(dataKey, value, purpose),
      ])
    },
    open(purpose, envelope) {
      if (envelope[0] !== version) throw new Error(`unknown envelope version ${envelope[0]}`)
      if (!envelope.subarray(1, 9).equals(keyId)) throw new WrongMasterKey()
      const dataKey = decrypt(masterKey, envelope.subarray(9, 9 + wrappedLength), purpose)
      return decrypt(dataKey, envelope.subarray(9 + wrappedLength), purpose)
    },
    sealUnder: (key, value) => encrypt(clientKeyOf(key), value, 'idempotency'),
    openUnder: (key, sealed) => decrypt(clientKeyOf(key), sealed, 'idempotency'),
    mac: (purpose, text) => createHmac('sha256', derive(purpose)).update(text).digest(),
  }
}

/** The data was sealed under another master key. */
export class WrongMasterKey extends Error {
  override readonly name = 'WrongMasterKey'
  override readonly message =
    'The database holds keys that were sealed under another master key. Start the broker with the REEVE_MASTER_KEY (or the key file) it was first started with.'
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
