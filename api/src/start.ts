// From a configuration to a running broker: database, master key, migrations, first start, broker.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { refuseWeak } from './admin-auth/secret.ts'
import { type Broker, startBroker } from './app.ts'
import { type Config, ConfigError } from './config.ts'
import { startEmbedded } from './db/embedded.ts'
import { migrate } from './db/migrate.ts'
import { firstStart, writeSecret } from './first-start.ts'
import { createVault } from './identity/vault.ts'
import { readMaterial, refuseFilesWithoutTls } from './tls/files.ts'

export interface Started extends Broker {
  /** The operator token that this start made, if it was the first. */
  admin: { token: string; path: string | undefined } | undefined
}

export async function start(config: Config, log: Logger): Promise<Started> {
  await check(config)
  const embedded =
    config.databaseUrl === undefined
      ? await startEmbedded({ dataDir: config.dataDir, log })
      : undefined
  try {
    const databaseUrl = config.databaseUrl ?? embedded!.url
    const masterKey = await masterKeyOf(config)
    const first = firstStart(config, createVault(masterKey))
    await migrate(databaseUrl, { first: first.run })
    const broker = await startBroker({ config, databaseUrl, masterKey, log })
    return {
      ...broker,
      admin: first.made(),
      async [Symbol.asyncDispose]() {
        await broker[Symbol.asyncDispose]()
        await embedded?.stop()
      },
    }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

/** What can be told without a database is told before one is touched. */
async function check({ adminSecret, tls }: Config): Promise<void> {
  if (adminSecret !== undefined) refuseWeak(adminSecret)
  refuseFilesWithoutTls(tls)
  if (tls.mode !== 'none') await readMaterial(tls)
}

/** From the environment, or from a file beside the embedded database, which the first start makes. */
async function masterKeyOf({ masterKey, databaseUrl, dataDir }: Config): Promise<Buffer> {
  if (masterKey !== undefined) return Buffer.from(masterKey, 'hex')
  if (databaseUrl !== undefined)
    throw new ConfigError(
      'REEVE_MASTER_KEY is not set. With REEVE_DATABASE_URL every replica needs the same one: make it with `openssl rand -hex 32` and keep it safe.',
    )
  const found = await readFile(join(dataDir, 'master-key'), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    },
  )
  if (found !== undefined) return parseKeyFile(found.trim(), dataDir)
  const made = randomBytes(32)
  await writeSecret(dataDir, 'master-key', made.toString('hex'))
  return made
}

function parseKeyFile(text: string, dataDir: string): Buffer {
  if (!/^[0-9a-f]{64}$/i.test(text))
    throw new ConfigError(
      `${join(dataDir, 'master-key')} does not hold 64 hex digits. Restore it from a backup.`,
    )
  return Buffer.from(text, 'hex')
}
