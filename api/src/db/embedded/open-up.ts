// Lets every user read a tree that was copied from a checkout that only its owner may read.
import { chmod, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export async function openUp(parent: string, tree: string): Promise<void> {
  await chmod(parent, ((await stat(parent)).mode & 0o7777) | 0o011) // walk through, not list
  await chmod(tree, 0o755)
  for (const entry of await readdir(tree, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const open = entry.isDirectory() || (await stat(path)).mode & 0o100 ? 0o755 : 0o644
    await chmod(path, open)
  }
}
