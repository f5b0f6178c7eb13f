// The chain of audit events in a running broker: sealed soon, proved, and every way of changing it is found.
import { bytesOf, chained, digestOf, hexOf, type SealedEvent } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuditKeys } from '../../api/src/audit/chain/keys.ts'
import { sealSome, sha256 } from '../../api/src/audit/chain/seal.ts'
import { stretch } from '../../api/src/audit/chain/store.ts'
import { openDatabase } from '../../api/src/db/database.ts'
import { auditRetention } from '../../api/src/sweeps/trust/audit.ts'
import { verifyLines } from '../../cli/src/audit/verify.ts'
import { type OpenBroker, startOpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'

let broker: OpenBroker
beforeAll(async () => {
  broker = await startOpenBroker()
  for (let number = 1; number <= 8; number++)
    await broker.request('POST', '/api/v1/tenants', { body: { slug: `tenant-${number}` } })
  await sealed()
  await checkpoint()
})
afterAll(() => broker[Symbol.asyncDispose]())

const rows = async <Row>(text: string, values: unknown[] = []) =>
  (await broker.tables.client.query(text, values)).rows as Row[]

const verified = async (query = '') =>
  (await broker.request('GET', `/api/v1/audit-verification${query}`)).body

async function metric(name: string): Promise<number> {
  const { body } = await broker.request('GET', '/metrics')
  return Number(
    String(body)
      .split('\n')
      .find((line) => line.startsWith(`${name} `))!
      .slice(name.length),
  )
}

const sealed = () =>
  until(
    () => rows('select 1 from audit_event where sequence is null'),
    (unsealed) => unsealed.length === 0,
  )

/** A checkpoint over all that is sealed. One is due after a minute: the last one is made older. */
async function checkpoint(): Promise<number> {
  await sealed()
  await rows(`update audit_chain set checkpoint_at = now() - interval '61 s'`)
  const [chain] = await until(
    () =>
      rows<{ sequence: number; checkpoint: number }>(
        'select sequence::int, checkpoint::int from audit_chain',
      ),
    ([it]) => it!.sequence === it!.checkpoint,
  )
  return chain!.checkpoint
}

test('events have their places a moment after their commit, and the broker proves them', async () => {
  const found = await verified()
  expect(found).toMatchObject({ ok: true, after: 0, unsealed: 0, first_broken: null, next: null })
  expect(found.verified).toBe(found.last)
  expect(found.last).toBeGreaterThanOrEqual(8)
  expect(found.checkpoints).toBeGreaterThanOrEqual(1)
  const { body } = await broker.request('GET', '/api/v1/audit-events?order=oldest')
  const places = body.items.map(({ sequence }: SealedEvent) => sequence)
  expect(places).toEqual(places.map((_: number, index: number) => index + 1))
  expect(await verified('?after=3')).toMatchObject({ ok: true, after: 3, last: found.last })
})

test('what has no place yet is told', async () => {
  await rows('select pg_advisory_lock(7311845046)')
  try {
    await broker.request('POST', '/api/v1/pools', { body: { name: 'late' } })
    expect(await verified()).toMatchObject({ ok: true, unsealed: 1 })
    const { body } = await broker.request('GET', '/api/v1/audit-events?limit=1')
    expect(body.items).toMatchObject([{ operation: 'createPool', sequence: null, hash: null }])
    await until(
      () => metric('reeve_audit_unsealed'),
      (unsealed) => unsealed === 1,
    )
  } finally {
    await rows('select pg_advisory_unlock(7311845046)')
  }
  await sealed()
  const { last } = await verified()
  expect(await verified()).toMatchObject({ ok: true, unsealed: 0 })
  expect(await metric('reeve_audit_events_total{result="done"}')).toBe(last)
  await until(
    () => metric('reeve_audit_unsealed'),
    (unsealed) => unsealed === 0,
  )
})

test('an export in several answers is the same file, whatever happens meanwhile', async () => {
  const path = '/api/v1/audit-events/export'
  let text = ''
  for (let resume = 0; !text.includes('{"end"'); resume += 3) {
    const more = resume === 0 ? '' : `&resume=${resume}`
    const { status, body } = await broker.request('GET', `${path}?after=0&events=3${more}`)
    expect(status).toBe(200)
    text += String(body)
    await broker.request('POST', '/api/v1/pools', { body: { name: `meanwhile-${resume}` } })
    if (resume < 6) await sealed()
  }
  const { keys } = (await broker.request('GET', '/api/v1/audit-keys')).body
  const verdict = await verifyLines(once(text), keys)
  expect(verdict).toMatchObject({ after: 0, broken: null })
  expect(verdict.events).toBeGreaterThan(9)
  for (const wrong of ['after=5&resume=3', 'after=999999', 'resume=999999'])
    expect((await broker.request('GET', `${path}?${wrong}`)).status).toBeGreaterThanOrEqual(400)
})

/** Undoes what an attack did, once it was looked at. */
async function attacked(attack: () => Promise<unknown>) {
  await sealed()
  const tables = ['audit_event', 'audit_checkpoint', 'audit_chain']
  for (const name of tables) await rows(`create table kept_${name} as table ${name}`)
  try {
    await attack()
    const lines = await broker.request('GET', '/api/v1/audit-events/export')
    const keys = (await broker.request('GET', '/api/v1/audit-keys')).body.keys
    const file = await verifyLines(once(String(lines.body)), keys)
    return { broker: (await verified()).first_broken, file: file.broken }
  } finally {
    for (const name of tables) {
      await rows(`delete from ${name}`)
      await rows(`insert into ${name} table kept_${name}`)
      await rows(`drop table kept_${name}`)
    }
  }
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

const idAt = async (sequence: number) =>
  (await rows<{ id: string }>('select id from audit_event where sequence = $1', [sequence]))[0]!.id

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
  const found = await attacked(() => rows(`update audit_event ${change} where sequence = 3`))
  expect(found.broker).toEqual({ sequence: 3, id, reason })
  expect(found.file).toMatchObject({ sequence: 3, id, reason })
})

test('a removed event, a removed end and swapped events are found', async () => {
  const last = (await verified()).last
  const gap = { id: null, reason: 'gap' }
  const middle = await attacked(() => rows('delete from audit_event where sequence = 3'))
  expect(middle.broker).toEqual({ sequence: 3, ...gap })
  expect(middle.file).toMatchObject({ sequence: 3, reason: 'gap' })
  const end = await attacked(() => rows('delete from audit_event where sequence >= $1', [last - 1]))
  expect(end.broker).toEqual({ sequence: last - 1, ...gap })
  expect(end.file).toMatchObject({ sequence: last - 2, reason: 'truncated' })
  const swapped = await attacked(async () => {
    for (const [from, to] of [
      [3, 1003],
      [4, 3],
      [1003, 4],
    ])
      await rows('update audit_event set sequence = $2 where sequence = $1', [from, to])
  })
  expect(swapped.broker).toMatchObject({ sequence: 3, reason: 'prev_hash_mismatch' })
  expect(swapped.file).toMatchObject({ sequence: 3, reason: 'prev_hash_mismatch' })
})

test('whoever seals the whole chain anew cannot sign it', async () => {
  const signed = await checkpoint()
  await using db = openDatabase(broker.databaseUrl, 1)
  const found = await attacked(async () => {
    const events = await db.as('work').many(stretch, { after: 2, limit: 1000 })
    let prev = bytesOf(events[0]!.prev_hash)
    for (const event of events) {
      const changed = { ...event, actor_name: 'nobody' }
      const hash = chained(prev, digestOf(changed, sha256), sha256)
      const values = [changed.actor_name, hexOf(prev), hexOf(hash), event.sequence]
      await rows(
        `update audit_event set actor_name = $1, prev_hash = decode($2, 'hex'), hash = decode($3, 'hex') where sequence = $4`,
        values,
      )
      prev = hash
    }
    await rows(`update audit_chain set hash = decode($1, 'hex')`, [hexOf(prev)])
  })
  const [first] = await rows<{ sequence: number }>(
    'select min(sequence)::int as sequence from audit_checkpoint where sequence >= 3',
  )
  expect(signed).toBeGreaterThanOrEqual(first!.sequence)
  const reason = 'checkpoint_mismatch'
  expect(found.broker).toMatchObject({ sequence: first!.sequence, reason })
  expect(found.file).toMatchObject({ sequence: first!.sequence, reason })
})

test('a checkpoint with the signature of another is found', async () => {
  const last = await checkpoint()
  const [other] = await rows<{ statement: string }>(
    'select statement from audit_checkpoint order by sequence limit 1',
  )
  const [head, , signature] = other!.statement.split('.') as [string, string, string]
  const payload = Buffer.from(JSON.stringify({ sequence: last })).toString('base64url')
  const found = await attacked(() =>
    rows('update audit_checkpoint set statement = $1 where sequence = $2', [
      `${head}.${payload}.${signature}`,
      last,
    ]),
  )
  expect(found.broker).toMatchObject({ sequence: last, reason: 'checkpoint_mismatch' })
  expect(found.file).toMatchObject({ sequence: last, reason: 'checkpoint_mismatch' })
})

/** A database without a broker, with so many events that nobody has sealed. */
async function unsealed(count: number) {
  const idle = await startOpenBroker()
  await idle.tables.client.query('select pg_advisory_lock(7311845046)')
  await idle.tables.client.query(
    `insert into audit_event (id, operation, result, actor_kind, actor_name, target, detail, request_id)
     select gen_random_uuid(), 'createPool', 'done', 'operator', 'admin', '/api/v1/pools', 'a|b' || chr(10) || n, 'r'
     from generate_series(1, $1) as n`,
    [count],
  )
  return idle
}

test('two sealers at once, and one that dies, leave one chain', async () => {
  await using idle = await unsealed(2500)
  await using db = openDatabase(idle.databaseUrl, 4)
  const keys = createAuditKeys(db, { open: () => Buffer.from('{}') } as never)
  const unable = { ...keys, sign: () => Promise.reject(new Error('no key')) }
  const able = { ...keys, sign: async () => ({ kid: 'k', statement: 's' }) }
  await expect(db.transaction('work', (tx) => sealSome(tx, unable))).rejects.toThrow('no key')
  expect((await idle.request('GET', '/api/v1/audit-verification')).body.last).toBe(0)
  await Promise.all([1, 2, 3].map(() => db.transaction('work', (tx) => sealSome(tx, able))))
  await idle.tables.client.query('delete from audit_checkpoint')
  const { body } = await idle.request('GET', '/api/v1/audit-verification')
  expect(body).toMatchObject({ ok: true, last: 2500, unsealed: 0 })
})

test('what was kept long enough goes up to a checkpoint, and the rest is proved from there', async () => {
  const at = await checkpoint()
  await broker.request('POST', '/api/v1/pools', { body: { name: 'young' } })
  await sealed()
  await using db = openDatabase(broker.databaseUrl, 1)
  const cut = () => db.transaction('work', (tx) => auditRetention(1).run(tx))
  expect(await cut()).toEqual({ removed: 0 })
  await rows(`update audit_checkpoint set at = now() - interval '25 h' where sequence = $1`, [at])
  expect((await cut())['removed']).toBe(at)
  expect(await cut()).toEqual({ removed: 0 })
  expect(await verified()).toMatchObject({ ok: true, after: at, first_broken: null })
  const { body } = await broker.request('GET', '/api/v1/audit-events/export')
  const { keys } = (await broker.request('GET', '/api/v1/audit-keys')).body
  expect(await verifyLines(once(String(body)), keys)).toMatchObject({ after: at, broken: null })
  const gone = await broker.request('GET', '/api/v1/audit-events/export?after=1')
  expect(gone).toMatchObject({ status: 409, body: { code: 'conflict' } })
})

test('a key that leaked signs no more, and what it signed counts no more', async () => {
  const [made] = (await broker.request('GET', '/api/v1/audit-keys')).body.keys
  await checkpoint()
  expect((await verified()).checkpoints).toBeGreaterThanOrEqual(1)
  const rotated = await broker.request('POST', '/api/v1/signing-keys/rotate', {
    body: { purpose: 'audit', publish_seconds: 0 },
  })
  expect(rotated.status, JSON.stringify(rotated.body)).toBe(201)
  const withdrawn = await broker.request('POST', `/api/v1/signing-keys/${made.kid}/revoke`)
  expect(withdrawn.status, JSON.stringify(withdrawn.body)).toBe(200)
  const published = async () => (await broker.request('GET', '/api/v1/audit-keys')).body.keys
  const [next, ...others] = await until(published, ([first]) => first.kid !== made.kid)
  expect([next.kid, others]).toEqual([rotated.body.kid, []])
  expect(await verified()).toMatchObject({ ok: true, checkpoints: 0 })
  await broker.request('POST', '/api/v1/pools', { body: { name: 'after-the-leak' } })
  await sealed()
  await rows(`update audit_chain set checkpoint_at = now() - interval '61 s'`)
  const signers = await until(
    () => rows<{ kid: string }>('select kid from audit_checkpoint order by sequence desc limit 1'),
    ([last]) => last!.kid === next.kid,
  )
  expect(signers).toHaveLength(1)
  expect(await verified()).toMatchObject({ ok: true, checkpoints: 1 })
})

test('the broker’s roles cannot give an event a place, or change one that has it', async () => {
  const codeOf = async (role: string, text: string) => {
    await rows('begin')
    await rows(`set local role ${role}`)
    try {
      return (await broker.tables.client.query(text)).rowCount
    } catch (error) {
      return (error as { code: string }).code
    } finally {
      await rows('rollback')
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
