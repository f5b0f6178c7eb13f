// How secrets with many random bits are stored and found again.
import { createHash } from 'node:crypto'

export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest()
