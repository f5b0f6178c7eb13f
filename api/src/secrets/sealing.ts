// How a tenant's secrets rest: sealed for this one purpose.
import type { Vault } from '../identity/vault.ts'

const purpose = 'tenant-secret'

export const sealValue = (vault: Vault, value: string): Buffer =>
  vault.seal(purpose, Buffer.from(value))

export const openValue = (vault: Vault, sealed: Buffer): string =>
  vault.open(purpose, sealed).toString()
