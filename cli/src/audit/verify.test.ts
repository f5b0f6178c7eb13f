// The offline verifier: a file as a broker writes it is proved, and no bit of it can be another.
import type { SealedEvent } from '@reeve/openapi'
import { expect, test } from 'vitest'
import {
  bytesIn,
  events,
  fileOf,
  mine,
  others,
  pieces,
  signer,
  verified,
  whole,
} from './testing.ts'
import { verifyLines } from './verify.ts'

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
