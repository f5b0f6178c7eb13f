// Where brokers, tokens and default tenants are kept: $XDG_CONFIG_HOME/reeve/profiles.json, readable by its owner alone.
import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { type Io, UsageError } from './io.ts'

export interface Profile {
  url: string
  token: string
  /** The tenant that is meant where none is named. */
  tenant?: string
}

export interface Profiles {
  current: string | null
  profiles: Record<string, Profile>
}

export function profilesFile(env: Io['env']): string {
  const { XDG_CONFIG_HOME: config, HOME: home } = env
  const base = config && isAbsolute(config) ? config : join(home || homedir(), '.config')
  return join(base, 'reeve', 'profiles.json')
}

export async function readProfiles(env: Io['env']): Promise<Profiles> {
  const file = profilesFile(env)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw new UsageError(`${file} cannot be read: ${error.code}.`)
  })
  try {
    const { current = null, profiles = {} } = JSON.parse(text) as Partial<Profiles>
    return { current, profiles }
  } catch {
    throw new UsageError(`${file} is not JSON. Mend it, or remove it and log in again.`)
  }
}

/** Writes beside it and renames, so that a reader sees the old file or the new one and never half of it. */
export async function writeProfiles(env: Io['env'], profiles: Profiles): Promise<void> {
  const file = profilesFile(env)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  try {
    await writeFile(fresh, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    await rename(fresh, file)
  } catch (error) {
    await rm(fresh, { force: true })
    throw new UsageError(`${file} cannot be written: ${(error as NodeJS.ErrnoException).code}.`)
  }
}

export function profileNamed({ profiles }: Profiles, name: string): Profile {
  if (Object.hasOwn(profiles, name)) return profiles[name]!
  const known = Object.keys(profiles)
  const hint = known.length > 0 ? `There are: ${known.join(', ')}.` : 'Make one with `reeve login`.'
  throw new UsageError(`There is no profile ${JSON.stringify(name)}. ${hint}`)
}
