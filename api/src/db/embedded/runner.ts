// The user of the system that PostgreSQL runs as: it refuses root, so root lends it another.
import type { Stats } from 'node:fs'
import { chown, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface Runner {
  uid: number
  gid: number
}

const nobody: Runner = { uid: 65534, gid: 65534 } // initdb asks passwd for the name of its user

/** Nobody special for an ordinary user; for root the owner of the data, or `nobody` for new data. */
export async function runnerOf(data: string): Promise<Runner | undefined> {
  if (process.getuid?.() !== 0) return undefined
  if (process.platform !== 'linux') {
    throw new Error(
      'The embedded PostgreSQL does not run as root on this system. Start Reeve as an ordinary ' +
        'user, or set REEVE_DATABASE_URL to a PostgreSQL of your own.',
    )
  }
  const owner = await stat(data).catch(() => undefined)
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : nobody
}

/** Hands a file or folder to PostgreSQL's user, if that is another than ours. */
export async function giveTo(runner: Runner | undefined, path: string): Promise<void> {
  if (runner) await chown(path, runner.uid, runner.gid)
}

export const may = {
  /** Whether the user may read and, for folders and programs, enter or run `path`. */
  async use(path: string, runner: Runner): Promise<boolean> {
    const stats = await stat(path).catch(() => undefined)
    return stats !== undefined && (bits(stats, runner) & 5) === 5
  },

  /** The first folder on the way to `path`, itself included, that the user may not enter. */
  async walk(path: string, runner: Runner): Promise<string | undefined> {
    const parent = dirname(path)
    const wall = parent === path ? undefined : await may.walk(parent, runner)
    return wall ?? ((bits(await stat(path), runner) & 1) === 1 ? undefined : path)
  },
}

function bits(stats: Stats, { uid, gid }: Runner): number {
  if (stats.uid === uid) return stats.mode >> 6
  return stats.gid === gid ? stats.mode >> 3 : stats.mode
}
