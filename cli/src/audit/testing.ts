// A chain of events and the file a broker would write of it, made by hand, for the tests of the verifier.
import { createHash, generateKeyPairSync, hash, type KeyObject, sign } from 'node:crypto'
import {
  type AuditKey,
  bytesOf,
  chained,
  checkpointLine,
  digestOf,
  endLine,
  entryLine,
  genesis,
  headerLine,
  hexOf,
  type SealedEvent,
  statementTypes,
} from '@reeve/openapi'
import { verifyLines } from './verify.ts'

interface Signer {
  key: AuditKey
  sign: (typ: string, payload: object, alg?: string) => string
}

export function newSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { kty, crv, x } = publicKey.export({ format: 'jwk' }) as Omit<AuditKey, 'kid'>
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
  return { key: { kty, crv, x, kid }, sign: (...given) => jws(privateKey, kid, ...given) }
}

function jws(key: KeyObject, kid: string, typ: string, payload: object, alg = 'EdDSA'): string {
  const parts = [{ alg, kid, typ }, payload]
  const signed = parts
    .map((one) => Buffer.from(JSON.stringify(one)).toString('base64url'))
    .join('.')
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`
}

export const signer = newSigner()
export const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer')
export const mine = '0193b4a0-7d2e-7a3c-9a55-000000000001'
export const others = '0193b4a0-7d2e-7a3c-9a55-000000000002'
export const idOf = (sequence: number) =>
  `0193b4a0-7d2e-7a3c-9a55-${String(sequence).padStart(12, '0')}`

export function chain(count: number): SealedEvent[] {
  const events: SealedEvent[] = []
  for (let sequence = 1; sequence <= count; sequence++) {
    const prev_hash = events.at(-1)?.hash ?? genesis.hash
    const event = {
      ...{ sequence, id: idOf(sequence), at: '2026-01-02T03:04:05.678Z', operation: 'createPool' },
      ...{ result: 'done', actor_kind: 'operator', actor_id: null, actor_name: 'Zoë "|\\ 😀' },
      ...{
        tenant_id: sequence % 2 ? mine : others,
        target: '/api/v1/pools',
        detail: 'a\nb\u2028\ufffd',
      },
      ...{ request_id: 'r', agent_id: null, subject: null, task_id: '', app_id: null },
      extra: { b: 'ä', a: '1', 10: 'ten' } as Record<string, string>,
    }
    const hashed = chained(bytesOf(prev_hash), digestOf(event, sha256), sha256)
    events.push({ ...event, prev_hash, hash: hexOf(hashed) })
  }
  return events
}

interface Made {
  after?: number
  tenant_id?: string
  by?: Signer
  /** A checkpoint after each so many events. */
  each?: number
  hidden?: (event: SealedEvent) => boolean
}

export function fileOf(events: SealedEvent[], made: Made = {}): string[] {
  const { after = 0, tenant_id = null, by = signer, each = 4, hidden = () => false } = made
  const at = '2026-01-02T03:05:00.000Z'
  const start = { sequence: after, hash: events[after - 1]?.hash ?? genesis.hash }
  const lines = [headerLine({ ...start, tenant_id, keys: [by.key] })]
  for (const event of events.slice(after)) {
    const { sequence, prev_hash, hash: sealed } = event
    const digest = hexOf(digestOf(event, sha256))
    lines.push(entryLine(hidden(event) ? { sequence, digest, prev_hash, hash: sealed } : event))
    if (sequence % each === 0)
      lines.push(checkpointLine(by.sign(statementTypes.checkpoint, { sequence, hash: sealed, at })))
  }
  const last = events.at(-1)!
  const end = { after, sequence: last.sequence, hash: last.hash, tenant_id, at }
  return [...lines, endLine(by.sign(statementTypes.end, end))]
}

export const bytesIn = (lines: string[]): Buffer =>
  Buffer.from(lines.map((line) => `${line}\n`).join(''))

export async function* pieces(bytes: Buffer, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export const verified = (lines: string[] | Buffer, keys: AuditKey[] | undefined = [signer.key]) =>
  verifyLines(pieces(Buffer.isBuffer(lines) ? lines : bytesIn(lines)), keys)

export const events = chain(10)
export const whole = fileOf(events)
