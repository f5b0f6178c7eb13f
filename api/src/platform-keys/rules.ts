// What a platform key is, and how it is named without telling anything of it.
import { createHash, randomBytes } from 'node:crypto'

/** 32 bytes: the key is these, not the hex digits that people see. */
export const newKey = (): Buffer => randomBytes(32)

/** In a proof it says which key was used. */
export const keyIdOf = (key: Buffer): string =>
  createHash('sha256').update('reeve platform key id').update(key).digest('hex').slice(0, 16)

/** Bound to the envelope that it is kept in. */
export const purpose = 'platform-key'
