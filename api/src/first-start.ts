// What only the first start does: signing key and operator token, on the migrating connection and under its lock.
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { newApiToken } from './api-tokens/handlers.ts'
import { ensureAuditKey } from './audit/chain/keys.ts'
import type { Config } from './config.ts'
import { hashOf } from './identity/hash.ts'
import { newId } from './ids.ts'
import { ensureRoots } from './identity/keyring.ts'
import { ensureSigningKey } from './identity/keys.ts'
import type { Vault } from './identity/vault.ts'

/** How long the first operator token is accepted, in days. Make others with it before it ends. */
const days = 365

export interface FirstStart {
  run: (client: pg.Client) => Promise<void>
  /** The token this start made, once migration has committed; undefined when an earlier start did. */
  made: () => { token: string; path: string | undefined } | undefined
}

export function firstStart(config: Config, vault: Vault): FirstStart {
  let made: { token: string; path: string | undefined } | undefined
  return {
    async run(client) {
      const { masterKeyPrevious: previous } = config
      await ensureRoots(
        client,
        vault,
        previous === undefined ? previous : Buffer.from(previous, 'hex'),
      )
      await ensureSigningKey(client, vault)
      await ensureAuditKey(client, vault)
      made = await ensureAdminToken(client, config)
    },
    made: () => made,
  }
}

async function ensureAdminToken(client: pg.Client, { adminToken, dataDir }: Config) {
  const found = await client.query('select 1 from api_token where tenant_id is null limit 1')
  if (found.rowCount !== 0) return undefined
  const token = adminToken ?? newApiToken()
  await client.query(
    `insert into api_token (id, tenant_id, name, description, scopes, token_hash, expires_in_days, expires_at)
     values ($1, null, 'admin', 'Made by the first start.', '{*}', $2, $3, now() + make_interval(days => $3))`,
    [newId(), hashOf(token), days],
  )
  // Written before the commit: a token that is in force but was never shown would lock everybody out.
  const path =
    adminToken === undefined ? await writeSecret(dataDir, 'admin-token', token) : undefined
  return { token, path }
}

/** Writes a file that only its owner may read, all at once. */
export async function writeSecret(folder: string, name: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, `${text}\n`, { mode: 0o600 })
  await chmod(draft, 0o600)
  await rename(draft, path)
  return path
}
