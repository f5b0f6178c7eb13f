// The offline verifier: a file whose lines were edited, removed, swapped or sealed anew is found out, with the reason.
import {
  bytesOf,
  chained,
  checkpointLine,
  digestOf,
  entryLine,
  genesis,
  headerLine,
  hexOf,
  type SealedEvent,
  statementTypes,
} from '@reeve/openapi'
import { expect, test } from 'vitest'
import {
  bytesIn,
  chain,
  events,
  fileOf,
  idOf,
  mine,
  newSigner,
  sha256,
  signer,
  verified,
  whole,
} from './testing.ts'

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
