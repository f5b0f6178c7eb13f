// The file that `reeve init` writes: variables of the broker that need not stand in its environment, which wins.
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, variables } from './config.ts'

type Environment = Record<string, string | undefined>

export interface FileConfig {
  /** The environment with what the file adds. */
  env: Environment
  /** The file that was read; undefined when there is none. */
  path: string | undefined
  /** What the file says it is for. */
  mode: 'dev' | 'prod' | undefined
}

const most_bytes = 65_536

/** Looks at REEVE_CONFIG_PATH alone when it is set, else at the usual places. */
export async function withConfigFile(env: Environment): Promise<FileConfig> {
  const given = env['REEVE_CONFIG_PATH']
  const home = env['HOME'] || homedir()
  const places = given ? [given] : ['/etc/reeve/config', join(home, '.reeve', 'config')]
  for (const path of places) {
    const text = await read(path, Boolean(given))
    if (text === undefined) continue
    const { MODE: mode, ...named } = parseConfigFile(text, path)
    return { env: { ...named, ...env }, path, mode: modeOf(mode, path) }
  }
  return { env, path: undefined, mode: undefined }
}

/** NAME=value a line; a name with or without REEVE_. Values are never repeated: some are secrets. */
function parseConfigFile(text: string, path: string): Record<string, string> {
  const found: Record<string, string> = {}
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue
    const wrong = (what: string) => new ConfigError(`${path}, line ${index + 1}: ${what}`)
    const [name, value] = variableIn(line.trim(), wrong)
    if (name in found)
      throw wrong('this variable stands here a second time. Keep one of the lines.')
    found[name] = value
  }
  return found
}

function variableIn(line: string, wrong: (what: string) => ConfigError): [string, string] {
  const [, short, value] = /^(?:REEVE_)?([A-Z][A-Z0-9_]*)\s*=\s*(.*)$/.exec(line) ?? []
  if (short === undefined || value === undefined)
    throw wrong('this is not NAME=value, and no comment, which begins with #.')
  if (/^(["']).*\1$/.test(value)) throw wrong(`write the value of ${short} without quotes.`)
  if (short === 'MODE') return [short, value]
  if (short === 'CONFIG_PATH' || !isBrokerVariable(`REEVE_${short}`))
    throw wrong(`${short} is not a variable of the broker. docs/operations.md lists them.`)
  return [`REEVE_${short}`, value]
}

const isBrokerVariable = (name: string): boolean =>
  Object.hasOwn(variables, name) && variables[name as keyof typeof variables].program === 'broker'

function modeOf(mode: string | undefined, path: string): FileConfig['mode'] {
  if (mode === undefined || mode === 'dev' || mode === 'prod') return mode
  throw new ConfigError(`${path}: MODE must be dev or prod.`)
}

/** Undefined when there is no such file and nobody asked for it. */
async function read(path: string, asked: boolean): Promise<string | undefined> {
  let file: FileHandle
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    if (!asked && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined
    throw unreadable(path, code)
  }
  try {
    const { size } = await vouched(file, path)
    if (size > most_bytes) throw new ConfigError(`${path} is larger than a configuration is.`)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

function unreadable(path: string, code: string): ConfigError {
  if (code === 'ELOOP')
    return new ConfigError(
      `${path} is a symbolic link. It may hold secrets, so the broker reads a file alone: name that in REEVE_CONFIG_PATH.`,
    )
  const what = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`
  return new ConfigError(`The configuration file ${path} ${what}. Make one with \`reeve init\`.`)
}

/** Who else may write it decides what this broker does; who else may read it has its secrets. */
async function vouched(file: FileHandle, path: string) {
  const about = await file.stat()
  if (!about.isFile()) throw new ConfigError(`${path} is not a file.`)
  const others = about.mode & 0o077
  if (others !== 0)
    throw new ConfigError(
      `${path} is open to others than its owner (mode ${(about.mode & 0o777).toString(8)}). Run \`chmod 600 ${path}\`, and change the secrets in it if others may have read them.`,
    )
  const me = process.geteuid?.()
  if (me !== undefined && about.uid !== me && about.uid !== 0)
    throw new ConfigError(`${path} belongs to another user than the broker's and root.`)
  return about
}
