// How secrets with many random bits are stored and found again.
import { hash } from 'node:crypto'

export const hashOf = (secret: string): Buffer => hash('sha256', secret, 'buffer')
