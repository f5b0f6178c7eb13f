// Every way of changing the chain of audit events is found and named, by the broker and in the file it exports.
import { bytesOf, chained, digestOf, hexOf } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../api/src/audit/chain/seal.ts'
import { stretch } from '../../api/src/audit/chain/store.ts'
import { openDatabase } from '../../api/src/db/database.ts'
import { verifyLines } from '../../cli/src/audit/verify.ts'
import { once, type SealedBroker, startSealedBroker } from '../support/sealed.ts'

let broker: SealedBroker
beforeAll(async () => void (broker = await startSealedBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

/** Undoes what an attack did, once it was looked at. */
async function attacked(attack: () => Promise<unknown>) {
  await broker.sealed()
  const tables = ['audit_event', 'audit_checkpoint', 'audit_chain']
  for (const name of tables) await broker.rows(`create table kept_${name} as table ${name}`)
  try {
    await attack()
    const lines = await broker.request('GET', '/api/v1/audit-events/export')
    const keys = (await broker.request('GET', '/api/v1/audit-keys')).body.keys
    const file = await verifyLines(once(String(lines.body)), keys)
    return { broker: (await broker.verified()).first_broken, file: file.broken }
  } finally {
    for (const name of tables) {
      await broker.rows(`delete from ${name}`)
      await broker.rows(`insert into ${name} table kept_${name}`)
      await broker.rows(`drop table kept_${name}`)
    }
  }
}

const idAt = async (sequence: number) =>
  (
    await broker.rows<{ id: string }>('select id from audit_event where sequence = $1', [sequence])
  )[0]!.id

test.each([
  ['an edited detail', `set detail = 'nothing'`, 'hash_mismatch'],
  ['another actor', `set actor_name = 'nobody'`, 'hash_mismatch'],
  ['another time', `set at = at + interval '1 ms'`, 'hash_mismatch'],
  ['another result', `set result = 'refused'`, 'hash_mismatch'],
  ['a word more', `set extra = '{"by":"me"}'`, 'hash_mismatch'],
  ['an edited hash', `set hash = prev_hash`, 'hash_mismatch'],
  ['an edited previous hash', `set prev_hash = hash`, 'prev_hash_mismatch'],
])('%s is found and named', async (_, change, reason) => {
  const id = await idAt(3)
  const found = await attacked(() => broker.rows(`update audit_event ${change} where sequence = 3`))
  expect(found.broker).toEqual({ sequence: 3, id, reason })
  expect(found.file).toMatchObject({ sequence: 3, id, reason })
})

test('a removed event, a removed end and swapped events are found', async () => {
  const last = (await broker.verified()).last
  const gap = { id: null, reason: 'gap' }
  const middle = await attacked(() => broker.rows('delete from audit_event where sequence = 3'))
  expect(middle.broker).toEqual({ sequence: 3, ...gap })
  expect(middle.file).toMatchObject({ sequence: 3, reason: 'gap' })
  const end = await attacked(() =>
    broker.rows('delete from audit_event where sequence >= $1', [last - 1]),
  )
  expect(end.broker).toEqual({ sequence: last - 1, ...gap })
  expect(end.file).toMatchObject({ sequence: last - 2, reason: 'truncated' })
  const swapped = await attacked(async () => {
    for (const [from, to] of [
      [3, 1003],
      [4, 3],
      [1003, 4],
    ])
      await broker.rows('update audit_event set sequence = $2 where sequence = $1', [from, to])
  })
  expect(swapped.broker).toMatchObject({ sequence: 3, reason: 'prev_hash_mismatch' })
  expect(swapped.file).toMatchObject({ sequence: 3, reason: 'prev_hash_mismatch' })
})

test('whoever seals the whole chain anew cannot sign it', async () => {
  const signed = await broker.checkpoint()
  await using db = openDatabase(broker.databaseUrl, 1)
  const found = await attacked(async () => {
    const events = await db.as('work').many(stretch, { after: 2, limit: 1000 })
    let prev = bytesOf(events[0]!.prev_hash)
    for (const event of events) {
      const changed = { ...event, actor_name: 'nobody' }
      const hash = chained(prev, digestOf(changed, sha256), sha256)
      const values = [changed.actor_name, hexOf(prev), hexOf(hash), event.sequence]
      await broker.rows(
        `update audit_event set actor_name = $1, prev_hash = decode($2, 'hex'), hash = decode($3, 'hex') where sequence = $4`,
        values,
      )
      prev = hash
    }
    await broker.rows(`update audit_chain set hash = decode($1, 'hex')`, [hexOf(prev)])
  })
  const [first] = await broker.rows<{ sequence: number }>(
    'select min(sequence)::int as sequence from audit_checkpoint where sequence >= 3',
  )
  expect(signed).toBeGreaterThanOrEqual(first!.sequence)
  const reason = 'checkpoint_mismatch'
  expect(found.broker).toMatchObject({ sequence: first!.sequence, reason })
  expect(found.file).toMatchObject({ sequence: first!.sequence, reason })
})

test('a checkpoint with the signature of another is found', async () => {
  await broker.request('POST', '/api/v1/pools', { body: { name: 'later' } })
  const last = await broker.checkpoint()
  const [other] = await broker.rows<{ sequence: number; statement: string }>(
    'select sequence::int, statement from audit_checkpoint order by sequence limit 1',
  )
  expect(other!.sequence).toBeLessThan(last)
  const [head, , signature] = other!.statement.split('.') as [string, string, string]
  const payload = Buffer.from(JSON.stringify({ sequence: last })).toString('base64url')
  const found = await attacked(() =>
    broker.rows('update audit_checkpoint set statement = $1 where sequence = $2', [
      `${head}.${payload}.${signature}`,
      last,
    ]),
  )
  expect(found.broker).toMatchObject({ sequence: last, reason: 'checkpoint_mismatch' })
  expect(found.file).toMatchObject({ sequence: last, reason: 'checkpoint_mismatch' })
})

test('the broker’s roles cannot give an event a place, or change one that has it', async () => {
  const codeOf = async (role: string, text: string) => {
    await broker.rows('begin')
    await broker.rows(`set local role ${role}`)
    try {
      return (await broker.tables.client.query(text)).rowCount
    } catch (error) {
      return (error as { code: string }).code
    } finally {
      await broker.rows('rollback')
    }
  }
  const event = `insert into audit_event (id, operation, result, actor_kind, actor_name, target, request_id, sequence)
    values (gen_random_uuid(), 'x', 'done', 'x', 'x', 'x', 'x', 99999)`
  for (const role of ['reeve_app', 'reeve_operator', 'reeve_work'])
    expect(await codeOf(role, event), role).toBe('42501')
  for (const role of ['reeve_app', 'reeve_operator'])
    for (const change of ['sequence = 1', 'hash = null'])
      expect(await codeOf(role, `update audit_event set ${change}`), role).toBe('42501')
  const work = `update audit_event set hash = prev_hash where sequence is not null`
  expect(await codeOf('reeve_work', work)).toBe(0)
  expect(await codeOf('reeve_work', `update audit_event set detail = null`)).toBe('42501')
  expect(await codeOf('reeve_work', 'delete from audit_event')).toBe('42501')
  expect(await codeOf('reeve_work', 'delete from audit_checkpoint')).toBe('42501')
  expect(await codeOf('reeve_app', 'select cut_audit(1, 1)')).toBe('42501')
})
