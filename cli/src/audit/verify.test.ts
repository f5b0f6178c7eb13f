// The offline verifier: a file as a broker writes it is proved, and one that was touched anywhere is not.
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
import { expect, test } from 'vitest'
import { verifyLines } from './verify.ts'

interface Signer {
  key: AuditKey
  sign: (typ: string, payload: object, alg?: string) => string
}

function newSigner(): Signer {
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

const signer = newSigner()
const sha256 = (bytes: Uint8Array) => hash('sha256', bytes, 'buffer')
const mine = '0193b4a0-7d2e-7a3c-9a55-000000000001'
const others = '0193b4a0-7d2e-7a3c-9a55-000000000002'
const idOf = (sequence: number) => `0193b4a0-7d2e-7a3c-9a55-${String(sequence).padStart(12, '0')}`

function chain(count: number): SealedEvent[] {
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

function fileOf(events: SealedEvent[], made: Made = {}): string[] {
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

const bytesIn = (lines: string[]): Buffer => Buffer.from(lines.map((line) => `${line}\n`).join(''))

async function* pieces(bytes: Buffer, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const verified = (lines: string[] | Buffer, keys: AuditKey[] | undefined = [signer.key]) =>
  verifyLines(pieces(Buffer.isBuffer(lines) ? lines : bytesIn(lines)), keys)

const events = chain(10)
const whole = fileOf(events)

test('a file as it was written is proved, in whatever pieces it is read', async () => {
  const proved = {
    ...{ after: 0, last: 10, events: 10, checkpoints: 2, at: '2026-01-02T03:05:00.000Z' },
    ...{ kid: signer.key.kid, broken: null },
  }
  for (const size of [1, 7, 1000, 1 << 20])
    expect(await verifyLines(pieces(bytesIn(whole), size), [signer.key])).toEqual(proved)
  expect(await verifyLines(pieces(bytesIn(whole)), undefined)).toEqual(proved)
})

test('a file may begin later, and a tenant’s hides what is not the tenant’s', async () => {
  expect(await verified(fileOf(events, { after: 4 }))).toMatchObject({ events: 6, broken: null })
  const hidden = (event: SealedEvent) => event.tenant_id !== mine
  const tenants = fileOf(events, { tenant_id: mine, hidden })
  expect(tenants.join()).not.toContain(others)
  expect(await verified(tenants)).toMatchObject({ events: 10, broken: null })
  expect(await verified(fileOf(events, { tenant_id: mine }))).toMatchObject({
    broken: { reason: 'malformed', sequence: 2 },
  })
})

/** The same numbers in each run; a failure names the bit. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield state / 2 ** 32
  }
}

test('one flipped bit anywhere is found and named', async () => {
  const bytes = bytesIn(whole)
  const random = numbers(46)
  const lineAt = (at: number) => bytes.subarray(0, at).toString('latin1').split('\n').length
  for (let turn = 0; turn < 3000; turn++) {
    const at = Math.floor(random.next().value * bytes.length)
    const bit = Math.floor(random.next().value * 8)
    const touched = Buffer.from(bytes)
    touched[at]! ^= 1 << bit
    const { broken } = await verified(touched)
    expect(broken, `bit ${bit} of byte ${at}`).not.toBeNull()
    const line = lineAt(at)
    // Where a file begins is told by its first line; what is not so shows at its first event, or at its end.
    if (line > 1) expect(broken!.line, `bit ${bit} of byte ${at}`).toBe(line)
    const struck = /"sequence":(\d+)/.exec(whole[line - 1]!)?.[1]
    if (line > 1 && struck && broken!.id !== null) expect(broken!.sequence).toBe(Number(struck))
  }
})

test('no bit of a signature is without meaning', async () => {
  const bytes = bytesIn(whole)
  const end = bytesIn(whole.slice(0, 6)).length - '"}\n'.length
  for (let at = end - 86; at < end; at++)
    for (let bit = 0; bit < 8; bit++) {
      const touched = Buffer.from(bytes)
      touched[at]! ^= 1 << bit
      expect((await verified(touched)).broken, `bit ${bit} of byte ${at}`).toMatchObject({
        line: 6,
      })
    }
})

const edit = (line: number, by: (text: string) => string) =>
  whole.map((text, at) => (at === line ? by(text) : text))
const without = (line: number) => whole.filter((_, at) => at !== line)
const stranger = newSigner()

test.each<[string, string[], object]>([
  [
    'an edited event',
    edit(3, (it) => it.replace('createPool', 'deletePool')),
    at('hash_mismatch', 3),
  ],
  ['an event with a hash of its own', rewritten(), at('prev_hash_mismatch', 4)],
  ['a removed event', without(3), at('gap', 3)],
  ['two swapped events', [...whole.slice(0, 3), whole[4]!, whole[3]!], at('gap', 3)],
  ['a cut end', whole.slice(0, -1), { reason: 'truncated', sequence: 10, line: 13 }],
  [
    'a cut tail with the end kept',
    [...whole.slice(0, -2), whole.at(-1)!],
    at('end_mismatch', 9, null),
  ],
  ['something after the end', [...whole, whole[1]!], { reason: 'malformed', line: 15 }],
  ['two beginnings', [whole[0]!, ...whole], { reason: 'malformed', line: 2 }],
  ['no beginning', whole.slice(1), { reason: 'malformed', line: 1 }],
  ['nothing at all', [], { reason: 'truncated', sequence: 0 }],
  ['an empty line', edit(3, () => ''), { reason: 'malformed', line: 4 }],
  [
    'a checkpoint of elsewhere',
    edit(10, () => whole[5]!),
    { reason: 'checkpoint_mismatch', line: 11 },
  ],
  [
    'an end as a checkpoint',
    edit(5, () => checkpointLine(endOf(whole))),
    { reason: 'checkpoint_mismatch' },
  ],
  ['another spelling of a line', edit(3, (it) => it.replace('ä', '\\u00e4')), at('malformed', 3)],
  [
    'a key under another’s name',
    fileOf(events, { by: { ...stranger, key: { ...stranger.key, kid: signer.key.kid } } }),
    { line: 1 },
  ],
  ['a stranger’s file', fileOf(events, { by: stranger }), { reason: 'unknown_key', line: 6 }],
  [
    'a signature of another algorithm',
    edit(5, () => checkpointLine(signer.sign(statementTypes.checkpoint, {}, 'none'))),
    { reason: 'checkpoint_mismatch' },
  ],
])('%s is found', async (_, lines, broken) => {
  expect((await verified(lines)).broken).toMatchObject(broken)
})

test('a file that was made to begin later, or to be of another, is found at its end', async () => {
  const { hash: hashed } = events[3]!
  const later = headerLine({ sequence: 4, hash: hashed, tenant_id: null, keys: [signer.key] })
  const broken = { reason: 'end_mismatch', sequence: 10 }
  expect((await verified([later, ...whole.slice(6)])).broken).toMatchObject(broken)
  const hidden = (event: SealedEvent) => event.tenant_id !== mine
  const others = fileOf(events, { hidden })
  const claimed = others[0]!.replace('"tenant_id":null', `"tenant_id":"${mine}"`)
  expect((await verified([claimed, ...others.slice(1)])).broken).toMatchObject(broken)
})

test('bytes that are no text are not taken for the sign that stands for such', async () => {
  const bytes = bytesIn(whole)
  const sign = Buffer.from('\ufffd')
  const start = bytes.indexOf(sign)
  const touched = [bytes.subarray(0, start), Buffer.from([0xff]), bytes.subarray(start + 3)]
  expect((await verified(Buffer.concat(touched))).broken).toMatchObject({
    reason: 'malformed',
    line: 2,
  })
})

function at(reason: string, sequence: number, id: string | null = idOf(sequence)) {
  return reason === 'gap' ? { reason, sequence } : { reason, sequence, id }
}

function endOf(lines: string[]): string {
  return (JSON.parse(lines.at(-1)!) as { end: string }).end
}

/** Event 3 says something else and has the hash that fits; whoever does this cannot sign the next checkpoint. */
function rewritten(): string[] {
  const three = { ...events[2]!, operation: 'deletePool' }
  const hashed = hexOf(chained(bytesOf(events[1]!.hash), digestOf(three, sha256), sha256))
  return edit(3, () => entryLine({ ...three, hash: hashed }))
}

test('a tail that was sealed anew stops at the checkpoint that nobody else can sign', async () => {
  const forged = chain(10).map((event) => ({ ...event, operation: 'deletePool' }))
  for (const [index, event] of forged.entries()) {
    event.prev_hash = forged[index - 1]?.hash ?? genesis.hash
    event.hash = hexOf(chained(bytesOf(event.prev_hash), digestOf(event, sha256), sha256))
  }
  const lines = fileOf(forged)
  lines[5] = whole[5]!
  expect((await verified(lines)).broken).toMatchObject({ reason: 'checkpoint_mismatch', line: 6 })
  expect((await verified(fileOf(forged, { each: 99, by: stranger }))).broken).toMatchObject({
    reason: 'unknown_key',
  })
})
