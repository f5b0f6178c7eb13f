// Whether an agent's own key signed something. Not on the main thread.
import { verify } from 'node:crypto'
import { promisify } from 'node:util'
import { publicKeyOf } from './sessions/resume.ts'

const check = promisify(verify)

/** `key` is raw Ed25519, 32 bytes; `signature` is base64. */
export const signedBy = (key: Buffer, said: Uint8Array, signature: string): Promise<boolean> =>
  check(null, said, publicKeyOf(key), Buffer.from(signature, 'base64'))
