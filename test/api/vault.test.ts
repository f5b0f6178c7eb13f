// The master key changes and nothing is lost: roots under two keys for a while, then under the new one alone.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '@reeve/api'
import { adoptRoots, ensureRoots } from '../../api/src/identity/keyring.ts'
import { createVault, WrongMasterKey } from '../../api/src/identity/vault.ts'
import { testDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let client: pg.Client
beforeAll(async () => {
  database = await testDatabase()
  await migrate(database.url)
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await database[Symbol.asyncDispose]()
})

const [old, next, other] = [randomBytes(32), randomBytes(32), randomBytes(32)]
const value = Buffer.from('a secret')

async function opened(key: Buffer) {
  const vault = createVault(key)
  return (await adoptRoots(client, vault)) ? vault : undefined
}

test('the root is none that was given: who has the master key alone has nothing', async () => {
  const vault = createVault(old)
  const bare = createVault(old)
  await ensureRoots(client, vault, undefined)
  expect(() => bare.open('x', vault.seal('x', value))).toThrow(WrongMasterKey)
  expect(bare.mac('job-token', 'x')).not.toEqual(vault.mac('job-token', 'x'))
  const { rows } = await client.query<{ dump: string }>(
    'select vault_key::text as dump from vault_key',
  )
  expect(rows).toHaveLength(1)
  for (const key of [old, next]) expect(rows[0]!.dump).not.toContain(key.toString('hex'))
})

test('with the key before it a new one opens all, and so does the one before', async () => {
  const before = (await opened(old))!
  const sealed = before.seal('x', value)
  const vault = createVault(next)
  await ensureRoots(client, vault, old)
  expect(vault.open('x', sealed)).toEqual(value)
  expect(vault.mac('job-token', 'x')).toEqual(before.mac('job-token', 'x'))
  expect(vault.openUnder('k', before.sealUnder('k', value))).toEqual(value)
  expect((await opened(old))!.open('x', vault.seal('x', value))).toEqual(value)
  await ensureRoots(client, createVault(next), old) // a second replica finds it done
  expect((await client.query('select 1 from vault_key')).rowCount).toBe(2)
})

test('a key that is none of them opens nothing, whatever it says was before', async () => {
  for (const previous of [undefined, randomBytes(32)])
    await expect(ensureRoots(client, createVault(other), previous)).rejects.toThrow(WrongMasterKey)
  expect(await opened(other)).toBeUndefined()
})

test('once the one before is forgotten it opens nothing', async () => {
  await client.query('delete from vault_key where master_id = $1', [createVault(old).masterId])
  expect(await opened(old)).toBeUndefined()
  await expect(ensureRoots(client, createVault(old), undefined)).rejects.toThrow(WrongMasterKey)
  expect((await opened(next))!.masterId).toEqual(createVault(next).masterId)
})

test('what was sealed before there were roots opens still: its root is the master key of then', async () => {
  await client.query('delete from vault_key')
  const then = createVault(old)
  const sealed = then.seal('signing-key', value)
  await client.query(
    `insert into signing_key (kid, public_jwk, private_jwk) values ('k', '{}', $1)`,
    [sealed],
  )
  const vault = createVault(next)
  await ensureRoots(client, vault, old)
  expect(vault.open('signing-key', sealed)).toEqual(value)
  expect(vault.mac('job-token', 'x')).toEqual(then.mac('job-token', 'x'))
  expect((await opened(old))!.open('signing-key', vault.seal('signing-key', value))).toEqual(value)
})

test('an envelope opens for its purpose alone, and not when a bit of it is turned', async () => {
  const vault = (await opened(next))!
  const sealed = vault.seal('x', value)
  expect(() => vault.open('y', sealed)).toThrow()
  for (let at = 0; at < sealed.length; at++) {
    const turned = Buffer.from(sealed)
    turned[at]! ^= 1
    expect(() => vault.open('x', turned), `byte ${at}`).toThrow()
  }
})
