// `reeve init`: writes the configuration file that the broker reads, with a fresh admin secret in it.
import { randomBytes, scrypt } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { type Command, Option } from 'commander'
import { type Io, UsageError } from './io.ts'
import { asJson } from './output/text.ts'
import type { Session } from './session.ts'

interface Options {
  mode: 'dev' | 'prod'
  configPath?: string
  masterKey?: boolean
  force?: boolean
  json?: boolean
}

export function addInit(program: Command, { io }: Session): void {
  const command = program.command('init').summary('Write a configuration file for the broker')
  command
    .description(
      'Write a configuration file for the broker, with a fresh admin secret. With --mode dev the secret is in the ' +
        'file; with --mode prod the file holds its hash, and the secret is printed once and kept nowhere.',
    )
    .addOption(
      new Option('--mode <mode>', 'what the broker is for')
        .choices(['dev', 'prod'])
        .makeOptionMandatory(),
    )
    .option(
      '--config-path <file>',
      'where to write (default: REEVE_CONFIG_PATH, else ~/.reeve/config)',
    )
    .option('--master-key', 'make a master key too, for a broker with a database of your own')
    .option('--force', 'replace the file that is there, and the secrets in it')
    .action(() => init(io, command.optsWithGlobals<Options>()))
}

async function init(io: Io, { mode, configPath, masterKey, force, json }: Options): Promise<void> {
  const { env, stdout, stderr } = io
  const usual = join(env['HOME'] || homedir(), '.reeve', 'config')
  const path = resolve(configPath ?? (env['REEVE_CONFIG_PATH'] || usual))
  const secret = randomBytes(32).toString('base64url')
  const kept = mode === 'dev' ? secret : await hashOf(secret)
  const lines = [
    '# The broker reads this at its start; what its environment says wins.',
    '# Nobody but its owner may read it.',
    `MODE=${mode}`,
    `ADMIN_SECRET=${kept}`,
    ...(masterKey ? [`MASTER_KEY=${randomBytes(32).toString('hex')}`] : []),
  ]
  await writeOnce(path, `${lines.join('\n')}\n`, force === true)
  const shown = mode === 'prod' ? { admin_secret: secret } : {}
  if (json) return void stdout.write(`${asJson({ path, mode, ...shown })}\n`)
  stderr.write(`Wrote ${path}.\n`)
  if (masterKey) stderr.write('What the master key sealed is lost without it: keep a copy.\n')
  if (mode === 'dev') return void stderr.write('The admin secret is in it.\n')
  stderr.write('The admin secret, which is shown now and never again:\n')
  stdout.write(`${secret}\n`)
}

/** As the broker reads it: `scrypt$N$r$p$salt$hash`. */
async function hashOf(secret: string): Promise<string> {
  const [salt, N, r, p] = [randomBytes(16), 16_384, 8, 1]
  const derive = promisify<string, Buffer, number, object, Buffer>(scrypt)
  const hash = await derive(secret, salt, 32, { N, r, p })
  return ['scrypt', N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/** Whole or not at all, and never through a link that somebody laid. */
async function writeOnce(path: string, text: string, force: boolean): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await folderFor(path)
    const there = await lstat(path).catch(() => undefined)
    if (there?.isSymbolicLink())
      throw new UsageError(`${path} is a symbolic link. Remove it, or name another place.`)
    if (there && !force)
      throw new UsageError(`${path} is there already. Use --force to replace it and its secrets.`)
    if (there && !there.isFile()) throw new UsageError(`${path} is not a file.`)
    const file = await open(force ? draft : path, 'wx', 0o600)
    try {
      await file.chmod(0o600)
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    if (force) await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    if (error instanceof UsageError) throw error
    throw new UsageError(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code}.`)
  }
}

async function folderFor(path: string): Promise<void> {
  const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  if (made !== undefined) await chmod(dirname(path), constants.S_IRWXU)
}
