// Makes PostgreSQL's programs whole where npm left something out, and copies them to a better place.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import type { Runner } from './runner.ts'

/** Makes the libraries' symlinks, which the package itself makes only where install scripts run. */
export async function makeLinks(root: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return // Windows has none
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(root, target)
    if (existsSync(path)) continue
    await symlink(relative(dirname(target), source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error // EEXIST: another broker is at it, too
    })
  }
}

/** Copies, links, opens, then renames: another broker sees the copy whole or not at all. */
export async function copyOut(root: string, copy: string, runner?: Runner): Promise<void> {
  const making = `${copy}.${randomBytes(4).toString('hex')}`
  const wanted = (path: string) => !path.endsWith('.a') && basename(path) !== 'pkgconfig'
  await mkdir(dirname(copy), { recursive: true, mode: 0o700 })
  try {
    await cp(join(root, 'native'), join(making, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: wanted,
    })
    await openUp(making)
    await makeLinks(making)
    if (runner) await walkable(dirname(copy))
    await rename(making, copy)
  } catch (error) {
    await rm(making, { recursive: true, force: true })
    if (!existsSync(copy)) throw error // else another broker was faster
  }
}

/** Lets every user run, and us change, what may have come from a checkout that is read-only or its owner's alone. */
async function openUp(tree: string): Promise<void> {
  await chmod(tree, 0o755)
  for (const entry of await readdir(tree, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const program = entry.isDirectory() || ((await stat(path)).mode & 0o100) !== 0
    await chmod(path, program ? 0o755 : 0o644)
  }
}

/** Lets other users walk through, but not list. */
async function walkable(folder: string): Promise<void> {
  await chmod(folder, ((await stat(folder)).mode & 0o7777) | 0o011)
}
