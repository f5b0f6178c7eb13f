// Reads public keys, from a file or an address, in the form in which brokers publish them.
import { type AuditKey, bareKey } from '@reeve/openapi'
import { objectFrom } from '../files.ts'
import { type Io, UsageError } from '../io.ts'
import { isNamedByItself } from './signatures.ts'

export async function keysFrom(place: string, io: Io): Promise<AuditKey[]> {
  const isAddress = /^https?:\/\//.test(place)
  const { keys } = isAddress ? await fetched(place, io) : await objectFrom(place, io)
  const good = Array.isArray(keys) ? keys.filter(isKey).map(bareKey) : []
  if (good.length === 0)
    throw new UsageError(`${place} holds no keys like those of \`reeve audit-keys --json\`.`)
  return good
}

const isKey = (key: unknown): key is AuditKey =>
  typeof key === 'object' &&
  key !== null &&
  (key as AuditKey).kty === 'OKP' &&
  (key as AuditKey).crv === 'Ed25519' &&
  /^[\w-]{43}$/.test((key as AuditKey).x) &&
  isNamedByItself(key as AuditKey)

/** How long an address may take, in ms. */
const patience = 10_000

async function fetched(address: string, { signal }: Io): Promise<Record<string, unknown>> {
  try {
    const late = AbortSignal.timeout(patience)
    const response = await fetch(address, {
      signal: signal ? AbortSignal.any([signal, late]) : late,
      redirect: 'error',
    })
    if (!response.ok) throw new Error(`it answers ${response.status}`)
    return (await response.json()) as Record<string, unknown>
  } catch (error) {
    throw new UsageError(`No keys from ${address}: ${(error as Error).message}.`)
  }
}
