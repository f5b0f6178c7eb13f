// What runs: the package's version, and the commit and time that a build stamps.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

export interface Build {
  version: string
  /** Null when run from source. */
  commit: string | null
  built_at: string | null
}

const room = resolve(import.meta.dirname, '..')

export const build: Build = { commit: null, built_at: null, ...stamp(), version: packageVersion() }

function packageVersion(): string {
  return (JSON.parse(readFileSync(resolve(room, 'package.json'), 'utf8')) as { version: string })
    .version
}

/** `npm run build` writes it beside the compiled code; from source there is none. */
function stamp(): Partial<Build> {
  try {
    return JSON.parse(
      readFileSync(resolve(import.meta.dirname, 'build.json'), 'utf8'),
    ) as Partial<Build>
  } catch {
    return {}
  }
}
