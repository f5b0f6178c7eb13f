// The vault's roots in the database: sealed under the master key, and under two of them while the master key changes.
import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Database } from '../db/database.ts'
import { roots } from './store.ts'
import { createVault, keyIdOf, rootIn, type Vault, WrongMasterKey } from './vault.ts'

interface Row {
  key_id: Buffer
  wrapped: Buffer
}

/** A client that is connected, in a transaction or not. */
type Client = Pick<pg.ClientBase, 'query'>

/** Opens the roots for a vault. Those of a database from before roots are its master key itself. */
export async function adoptRoots(client: Client, vault: Vault): Promise<boolean> {
  const rows = await wrappedUnder(client, vault)
  if (rows.length === 0) return false
  vault.adopt(rows.map(({ wrapped }) => vault.unwrap(wrapped)))
  return true
}

/** The same for a broker that starts on a migrated database. */
export async function openRoots(db: Database, vault: Vault): Promise<void> {
  const rows = await db.as('operator').many(roots, { master_id: vault.masterId })
  if (rows.length === 0) throw new WrongMasterKey()
  vault.adopt(rows.map(({ wrapped }) => vault.unwrap(wrapped)))
}

/**
 * On the migrating connection and under its lock: makes the root, or seals the roots also under a master key that is
 * new. The one before it is needed for that, and opens them for replicas that still run with it.
 */
export async function ensureRoots(
  client: Client,
  vault: Vault,
  previous: Buffer | undefined,
): Promise<void> {
  if (await adoptRoots(client, vault)) return
  const before = previous && createVault(previous)
  const { rowCount } = await client.query('select 1 from vault_key limit 1')
  if (rowCount === 0) {
    const root = await firstRoot(client, vault, before)
    for (const one of [before, vault]) if (one) await keep(client, one, [root])
  } else {
    const found = before ? await wrappedUnder(client, before) : []
    if (!before || found.length === 0) throw new WrongMasterKey()
    const its = found.map(({ wrapped }) => before.unwrap(wrapped))
    await keep(client, vault, its)
  }
  await adoptRoots(client, vault)
}

/** A new one, unless something was sealed before there were roots: that was sealed under a master key itself. */
async function firstRoot(client: Client, vault: Vault, before: Vault | undefined): Promise<Buffer> {
  const sealed = await client.query<{ private_jwk: Buffer }>(
    'select private_jwk from signing_key limit 1',
  )
  const [row] = sealed.rows
  if (!row) return randomBytes(32)
  const its = [vault, before].find((one) => one?.masterId.equals(rootIn(row.private_jwk)))
  if (!its) throw new WrongMasterKey()
  return its.master()
}

const wrappedUnder = async (client: Client, { masterId }: Vault): Promise<Row[]> =>
  (
    await client.query<Row>(
      'select key_id, wrapped from vault_key where master_id = $1 order by created_at, key_id',
      [masterId],
    )
  ).rows

async function keep(client: Client, vault: Vault, its: Buffer[]): Promise<void> {
  for (const root of its)
    await client.query(
      `insert into vault_key (key_id, master_id, wrapped, created_at)
       values ($1, $2, $3, clock_timestamp())`,
      [keyIdOf(root), vault.masterId, vault.wrap(root)],
    )
}
