// Synthesises stacks in this process, and runs the real cdktf on the root's cdktf.json.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative, resolve } from 'node:path'
import { ReeveProvider } from '@reeve/constructs'
import { App, TerraformStack, Testing } from 'cdktf'
import { engine, finish, providerMirror } from './terraform.ts'
import type { Result } from './terraform.ts'

/** What Terraform would read: resources by type and name, without cdktf's remarks. */
export interface Synthesised {
  resource?: Record<string, Record<string, Record<string, unknown>>>
  output?: Record<string, unknown>
  /** All of it, as it would be written. */
  text: string
}

/** The stack `test` with our provider and what `build` puts into it; throws what is wrong with it. */
export function synthesise(build: (stack: TerraformStack) => void): Synthesised {
  const outdir = mkdtempSync(join(tmpdir(), 'reeve-synth-'))
  try {
    const stack = new TerraformStack(new App({ outdir, stackTraces: false }), 'test')
    new ReeveProvider(stack, 'reeve')
    build(stack)
    const text = Testing.synth(stack, true)
    return { ...withoutRemarks(JSON.parse(text) as object), text }
  } finally {
    rmSync(outdir, { recursive: true })
  }
}

export function withoutRemarks(json: object): Omit<Synthesised, 'text'> {
  const strip = (key: string, value: unknown) => (key === '//' ? undefined : value)
  return JSON.parse(JSON.stringify(json, strip)) as Omit<Synthesised, 'text'>
}

const root = resolve(import.meta.dirname, '../..')
const cli = createRequire(import.meta.url).resolve('cdktf-cli/package.json')

export interface Project extends AsyncDisposable {
  /** Where everything is; its path has a space in it. */
  dir: string
  run(command: string, ...args: string[]): Promise<Result>
  /** Every file in the output folder, by its path there. */
  synthesised(): Promise<Map<string, Buffer>>
}

export async function cdktfProject(env: Record<string, string> = {}): Promise<Project> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve cdktf '))
  const output = join(dir, 'cdktf.out')
  const variables = { ...(await environment(dir)), ...env }
  return {
    dir,
    run(command, ...args) {
      const all = [join(dirname(cli), 'bundle/bin/cdktf'), command, ...args, '--output', output]
      return finish(spawn(process.execPath, all, { cwd: root, env: variables }))
    },
    async synthesised() {
      const files = await readdir(output, { recursive: true, withFileTypes: true })
      const own = files.filter((it) => it.isFile() && !it.parentPath.includes('.terraform'))
      const paths = own.map((file) => join(file.parentPath, file.name))
      const read = async (path: string) => [relative(output, path), await readFile(path)] as const
      return new Map(await Promise.all(paths.map(read)))
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}

/** Offline and alone: our mirror, no telemetry, own state, no cache that may hold an old build. */
async function environment(dir: string): Promise<Record<string, string>> {
  const config = join(dir, 'terraform.rc')
  const path = JSON.stringify(await providerMirror())
  const only = `filesystem_mirror {\n    path = ${path}\n  }`
  await writeFile(config, `provider_installation {\n  ${only}\n}\n`)
  return {
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
    HOME: dir,
    CDKTF_HOME: join(dir, 'home'),
    CI: '1',
    FORCE_COLOR: '0',
    CHECKPOINT_DISABLE: '1',
    TERRAFORM_BINARY_NAME: engine!,
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
    TF_CLI_CONFIG_FILE: config,
    TF_CLI_ARGS_init: `'-backend-config=path=${join(dir, 'terraform.tfstate')}'`,
  }
}
