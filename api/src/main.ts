#!/usr/bin/env node
// The broker's process: configuration from the environment and the file beside it, signals, exit codes.
import { withConfigFile } from './config-file.ts'
import { ConfigError, readConfig } from './config.ts'
import { SchemaError } from './db/migrate.ts'
import { createLog, flushed } from './log.ts'
import { refuseSeedTokens } from './seed-tokens.ts'
import { start } from './start.ts'
import { WrongMasterKey } from './identity/vault.ts'

const stopped = new Promise<string>((resolve) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal))
})

try {
  const { env, path: file, mode } = await withConfigFile(process.env)
  const config = readConfig(env)
  refuseSeedTokens(config.seedTokens, mode)
  const log = createLog(config.logLevel)
  if (file) log.info({ operation: 'start', path: file }, 'a configuration file was read')
  const broker = await start(config, log)
  log.info(
    { operation: 'start', url: broker.url, grpc: broker.grpcAddress ?? 'off' },
    'broker ready',
  )
  if (broker.admin) {
    const { path, token } = broker.admin
    if (path) log.info({ operation: 'start', path }, 'the operator token was written; keep it safe')
    if (path && process.stdout.isTTY) console.log(`Operator token: ${token}`)
  }
  if (config.seedTokens) {
    const { admin_token, launch_token } = await broker.seed()
    console.log(`Admin token (one hour): ${admin_token}\nLaunch token (one hour): ${launch_token}`)
  }
  const signal = await stopped
  log.info({ operation: 'stop', signal }, 'draining')
  await broker[Symbol.asyncDispose]()
  await flushed(log)
  process.exit(0)
} catch (error) {
  console.error(sentenceOf(error))
  process.exit(1)
}

/** What an operator can mend is a sentence; anything else is shown whole. */
function sentenceOf(error: unknown): unknown {
  const { code, message, address, port } = error as NodeJS.ErrnoException & {
    address?: string
    port?: number
  }
  if (
    error instanceof ConfigError ||
    error instanceof SchemaError ||
    error instanceof WrongMasterKey
  )
    return message
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is taken. Set REEVE_HTTP_PORT or REEVE_GRPC_PORT to another.`
  if (code === 'ECONNREFUSED')
    return `The database does not answer: ${message}. Check REEVE_DATABASE_URL.`
  return error
}
