// `npm run build`: writes into the broker's compiled code which commit it is and when it was built.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const build = { commit: commit(), built_at: new Date().toISOString() }
writeFileSync(resolve(root, 'api/dist/build.json'), `${JSON.stringify(build)}\n`)

/** Null where there is no history, such as in an unpacked archive. */
function commit(): string | null {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
    const changed = git('status', '--porcelain') === '' ? '' : '-changed'
    return `${git('rev-parse', 'HEAD')}${changed}`
  } catch {
    return null
  }
}
