// Runs the real cdktf on the root's cdktf.json; all that it writes goes to a folder of its own.
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { finish, providerMirror } from './terraform.ts'
import type { Result } from './terraform.ts'

const root = resolve(import.meta.dirname, '../..')
const cli = join(
  dirname(createRequire(import.meta.url).resolve('cdktf-cli/package.json')),
  'bundle/bin/cdktf',
)

export interface Project extends AsyncDisposable {
  /** Where everything is; its path has a space in it. */
  dir: string
  /** Seconds each command took. */
  seconds: Record<string, number>
  run(command: string, ...args: string[]): Promise<Result>
  /** Every file that was synthesised, by its path under cdktf.out. */
  synthesised(): Promise<Map<string, string>>
}

export async function cdktfProject(env: Record<string, string> = {}): Promise<Project> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve cdktf '))
  const output = join(dir, 'cdktf.out')
  const variables = { ...(await environment(dir)), ...env }
  const seconds: Record<string, number> = {}
  return {
    dir,
    seconds,
    async run(command, ...args) {
      const start = performance.now()
      const all = [cli, command, ...args, '--output', output]
      const result = await finish(spawn(process.execPath, all, { cwd: root, env: variables }))
      seconds[command] = Math.round(performance.now() - start) / 1000
      return result
    },
    async synthesised() {
      const files = await readdir(output, { recursive: true, withFileTypes: true })
      const made = new Map<string, string>()
      for (const file of files.filter(
        (it) => it.isFile() && !it.parentPath.includes('.terraform'),
      )) {
        const path = join(file.parentPath, file.name)
        made.set(path.slice(output.length + 1), await readFile(path, 'utf8'))
      }
      return made
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}

/** Offline and alone: the provider from our mirror, no telemetry, no cache that may hold an older build, own state. */
async function environment(dir: string): Promise<Record<string, string>> {
  const config = join(dir, 'terraform.rc')
  const path = JSON.stringify(await providerMirror())
  await writeFile(
    config,
    `provider_installation {\n  filesystem_mirror {\n    path = ${path}\n  }\n}\n`,
  )
  return {
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    HOME: dir,
    CDKTF_HOME: join(dir, 'home'),
    CI: '1',
    CHECKPOINT_DISABLE: '1',
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
    TF_CLI_CONFIG_FILE: config,
    TF_CLI_ARGS_init: `'-backend-config=path=${join(dir, 'terraform.tfstate')}'`,
  }
}
