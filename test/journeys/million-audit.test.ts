// A million audit events in a file, written as the broker writes them: the command line proves it in little memory, and
// names the one event in which a bit was flipped.
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { spawn } from 'node:child_process'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import {
  bytesOf,
  chained,
  checkpointLine,
  digestOf,
  endLine,
  entryLine,
  genesis,
  headerLine,
  hexOf,
  type Link,
  statementTypes,
} from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../api/src/audit/chain/seal.ts'

const million = 1_000_000

let folder: string
const at = (name: string) => join(folder, name)
/** Where the line of event 900,000 begins. */
let place = 0

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const { kty, crv, x } = publicKey.export({ format: 'jwk' }) as {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
}
const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url')
const key = { kty, crv, x, kid }

function signed(typ: string, payload: object): string {
  const parts = [{ alg: 'EdDSA', kid, typ }, payload]
  const body = parts.map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')).join('.')
  return `${body}.${sign(null, Buffer.from(body), privateKey).toString('base64url')}`
}

const idOf = (sequence: number) =>
  `01930000-0000-7000-8000-${sequence.toString(16).padStart(12, '0')}`
const time = '2026-01-02T03:04:05.678Z'

/** Lines of the next thousand events, and the checkpoint after them. */
function lines(before: Link): { link: Link; texts: string[] } {
  let link = before
  const texts: string[] = []
  for (let sequence = before.sequence + 1; sequence <= before.sequence + 1000; sequence++) {
    const event = {
      ...{ sequence, id: idOf(sequence), at: time, operation: 'createPool', result: 'done' },
      ...{ actor_kind: 'operator', actor_id: null, actor_name: 'admin', tenant_id: null },
      ...{ target: '/api/v1/pools', detail: null, request_id: 'r', agent_id: null, subject: null },
      ...{ task_id: null, app_id: null, extra: {} },
    }
    const hash = hexOf(chained(bytesOf(link.hash), digestOf(event, sha256), sha256))
    texts.push(entryLine({ ...event, prev_hash: link.hash, hash }))
    link = { sequence, hash }
  }
  texts.push(checkpointLine(signed(statementTypes.checkpoint, { ...link, at: time })))
  return { link, texts }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-million-'))
  await writeFile(at('keys.json'), JSON.stringify({ keys: [key] }))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('1 · a million events are written', async () => {
  await using file = await open(at('trail'), 'w')
  await file.write(`${headerLine({ ...genesis, tenant_id: null, keys: [key] })}\n`)
  let link: Link = genesis
  while (link.sequence < million) {
    const next = lines(link)
    if (next.link.sequence === 900_000) {
      const ahead = next.texts.slice(0, 999).join('\n').length + 1
      place = (await file.stat()).size + ahead
    }
    await file.write(`${next.texts.join('\n')}\n`)
    link = next.link
  }
  const end = { after: 0, ...link, tenant_id: null, at: time }
  await file.write(`${endLine(signed(statementTypes.end, end))}\n`)
  expect((await file.stat()).size).toBeGreaterThan(million * 400)
})

/** As a process whose heap is far smaller than the file. */
async function verified() {
  const main = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))
  const argv = ['audit', 'verify', at('trail'), '--keys', at('keys.json'), '--json']
  const node = ['--max-old-space-size=64', '--conditions=source', '--import', 'tsx', main]
  const child = spawn(process.execPath, [...node, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { verdict: JSON.parse(await text(child.stdout)) as unknown, code: await code }
}

test('2 · the file is proved without a broker, and in little memory', async () => {
  const proved = { events: million, last: million, checkpoints: million / 1000, broken: null }
  expect(await verified()).toMatchObject({ code: 0, verdict: proved })
})

test('3 · the attack: one bit is flipped, and the event is named', async () => {
  await using file = await open(at('trail'), 'r+')
  const line = Buffer.alloc(300)
  await file.read(line, 0, line.length, place)
  const byte = line.indexOf('createPool')
  await file.write(Buffer.from([line[byte]! ^ 1]), 0, 1, place + byte)
  const broken = { sequence: 900_000, id: idOf(900_000), reason: 'hash_mismatch' }
  expect(await verified()).toMatchObject({ code: 1, verdict: { last: 899_999, broken } })
})
