// The chain of audit events in a running broker: sealed soon, proved, exported, cut, and signed by keys that are changed.
import { generateKeyPairSync } from 'node:crypto'
import { type SealedEvent, statementTypes } from '@reeve/openapi'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAuditKeys } from '../../api/src/audit/chain/keys.ts'
import { sealSome } from '../../api/src/audit/chain/seal.ts'
import { openDatabase } from '../../api/src/db/database.ts'
import { auditRetention } from '../../api/src/sweeps/trust/audit.ts'
import { verifyLines } from '../../cli/src/audit/verify.ts'
import { once, type SealedBroker, startSealedBroker } from '../support/sealed.ts'
import { startOpenBroker } from '../support/tables.ts'
import { until } from '../support/wait.ts'

let broker: SealedBroker
beforeAll(async () => void (broker = await startSealedBroker()))
afterAll(() => broker[Symbol.asyncDispose]())

async function metric(name: string): Promise<number> {
  const { body } = await broker.request('GET', '/metrics')
  return Number(
    String(body)
      .split('\n')
      .find((line) => line.startsWith(`${name} `))!
      .slice(name.length),
  )
}

test('events have their places a moment after their commit, and the broker proves them', async () => {
  const found = await broker.verified()
  expect(found).toMatchObject({ ok: true, after: 0, unsealed: 0, first_broken: null, next: null })
  expect(found.verified).toBe(found.last)
  expect(found.last).toBeGreaterThanOrEqual(8)
  expect(found.checkpoints).toBeGreaterThanOrEqual(1)
  const { body } = await broker.request('GET', '/api/v1/audit-events?order=oldest')
  const places = body.items.map(({ sequence }: SealedEvent) => sequence)
  expect(places).toEqual(places.map((_: number, index: number) => index + 1))
  expect(await broker.verified('?after=3')).toMatchObject({ ok: true, after: 3, last: found.last })
})

test('what has no place yet is told', async () => {
  await broker.rows('select pg_advisory_lock(7311845046)')
  try {
    await broker.request('POST', '/api/v1/pools', { body: { name: 'late' } })
    expect(await broker.verified()).toMatchObject({ ok: true, unsealed: 1 })
    const { body } = await broker.request('GET', '/api/v1/audit-events?limit=1')
    expect(body.items).toMatchObject([{ operation: 'createPool', sequence: null, hash: null }])
    await until(
      () => metric('reeve_audit_unsealed'),
      (unsealed) => unsealed === 1,
    )
  } finally {
    await broker.rows('select pg_advisory_unlock(7311845046)')
  }
  await broker.sealed()
  const { last } = await broker.verified()
  expect(await broker.verified()).toMatchObject({ ok: true, unsealed: 0 })
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
    if (resume < 6) await broker.sealed()
  }
  const { keys } = (await broker.request('GET', '/api/v1/audit-keys')).body
  const verdict = await verifyLines(once(text), keys)
  expect(verdict).toMatchObject({ after: 0, broken: null })
  expect(verdict.events).toBeGreaterThan(9)
  for (const wrong of ['after=5&resume=3', 'after=999999', 'resume=999999'])
    expect((await broker.request('GET', `${path}?${wrong}`)).status).toBeGreaterThanOrEqual(400)
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
  const at = await broker.checkpoint()
  await broker.request('POST', '/api/v1/pools', { body: { name: 'young' } })
  await broker.sealed()
  await using db = openDatabase(broker.databaseUrl, 1)
  const cut = () => db.transaction('work', (tx) => auditRetention(1).run(tx))
  expect(await cut()).toEqual({ removed: 0 })
  await broker.rows(
    `update audit_checkpoint set at = now() - interval '25 h' where sequence = $1`,
    [at],
  )
  expect((await cut())['removed']).toBe(at)
  expect(await cut()).toEqual({ removed: 0 })
  expect(await broker.verified()).toMatchObject({ ok: true, after: at, first_broken: null })
  const { body } = await broker.request('GET', '/api/v1/audit-events/export')
  const { keys } = (await broker.request('GET', '/api/v1/audit-keys')).body
  expect(await verifyLines(once(String(body)), keys)).toMatchObject({ after: at, broken: null })
  const gone = await broker.request('GET', '/api/v1/audit-events/export?after=1')
  expect(gone).toMatchObject({ status: 409, body: { code: 'conflict' } })
})

test('a key that leaked signs no more, and what it signed counts no more', async () => {
  const [made] = (await broker.request('GET', '/api/v1/audit-keys')).body.keys
  await using db = openDatabase(broker.databaseUrl, 1)
  const bytes = JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }))
  const elsewhere = createAuditKeys(db, { open: () => bytes } as never) // as another replica has them
  const signer = async () => (await elsewhere.sign(statementTypes.checkpoint, {})).kid
  expect(await signer()).toBe(made.kid)
  await broker.checkpoint()
  expect((await broker.verified()).checkpoints).toBeGreaterThanOrEqual(1)
  const rotated = await broker.request('POST', '/api/v1/signing-keys/rotate', {
    body: { purpose: 'audit', publish_seconds: 0 },
  })
  expect(rotated.status, JSON.stringify(rotated.body)).toBe(201)
  const withdrawn = await broker.request('POST', `/api/v1/signing-keys/${made.kid}/revoke`)
  expect(withdrawn.status, JSON.stringify(withdrawn.body)).toBe(200)
  expect(await signer()).toBe(rotated.body.kid)
  const published = async () => (await broker.request('GET', '/api/v1/audit-keys')).body.keys
  const [next, ...others] = await until(published, ([first]) => first.kid !== made.kid)
  expect([next.kid, others]).toEqual([rotated.body.kid, []])
  expect(await broker.verified()).toMatchObject({ ok: true, checkpoints: 0 })
  await broker.request('POST', '/api/v1/pools', { body: { name: 'after-the-leak' } })
  await broker.checkpoint()
  const [last] = await broker.rows<{ kid: string }>(
    'select kid from audit_checkpoint order by sequence desc limit 1',
  )
  expect(last!.kid).toBe(next.kid)
  expect(await broker.verified()).toMatchObject({ ok: true, checkpoints: 1 })
})
