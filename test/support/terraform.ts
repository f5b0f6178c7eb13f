// Runs the real terraform (or tofu) with our provider in a folder of its own.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { installProvider, shortAddress } from '@reeve/provider'
import { afterAll, describe, expect } from 'vitest'
import type { TestBroker } from './broker.ts'

export interface Result {
  code: number
  stdout: string
  stderr: string
  /** All that was printed, without the frames and line breaks of Terraform's messages. */
  said: string
  /** What was printed with -json: the one document, or a list of the lines. */
  json: unknown
}
export interface Workspace {
  dir: string
  /** Writes main.tf; the provider's requirement is put before it. */
  write(hcl: string): Promise<void>
  run(...args: string[]): Promise<Result>
  /** Starts a command without waiting for it. */
  start(...args: string[]): ChildProcess
  /** `terraform apply` of what was written; fails the test if it fails. */
  apply(hcl?: string, ...args: string[]): Promise<Result>
  /** 0: no changes, 1: failed, 2: changes. */
  plan(...args: string[]): Promise<Result>
  /** Attributes of a resource in the state, by address. */
  state(address: string): Promise<Record<string, unknown> | undefined>
  [Symbol.asyncDispose](): Promise<void>
}

export const engine = ['terraform', 'tofu'].map(find).find(Boolean)

/** A group of tests that needs Terraform; without it the group says why it is skipped. */
export function describeWithTerraform(name: string, tests: () => void): void {
  if (engine) return void describe(name, tests)
  describe.skip(`${name} – skipped: there is no terraform or tofu on the PATH`, tests)
}

let mirror: Promise<string> | undefined

/** Where the provider is installed for this file's tests; made when first asked for. */
export function providerMirror(): Promise<string> {
  mirror ??= (async () => {
    const dir = await mkdtemp(join(tmpdir(), 'reeve mirror '))
    await installProvider(dir)
    return dir
  })()
  return mirror
}
afterAll(async () => {
  if (mirror) await rm(await mirror, { recursive: true, force: true })
})

export async function workspace(
  env: Record<string, string> = {},
  from = providerMirror(),
  program = engine!,
): Promise<Workspace> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-terraform-'))
  const variables = { ...(await environment(dir, await from)), ...env }
  const start = (...args: string[]) => spawn(program, args, { cwd: dir, env: variables })
  const run = (...args: string[]) => finish(start(...args))
  const write = (hcl: string) => writeFile(join(dir, 'main.tf'), `${requirement}\n${hcl}\n`)
  let initialised = false
  const initialise = async () => {
    if (!initialised) await expectSuccess(run('init', ...quiet), 'init')
    initialised = true
  }
  return {
    dir,
    write,
    start,
    async run(...args) {
      if (args[0] !== 'init') await initialise()
      return run(...args)
    },
    async apply(hcl, ...args) {
      if (hcl !== undefined) await write(hcl)
      await initialise()
      return expectSuccess(run('apply', '-auto-approve', ...quiet, ...args), 'apply')
    },
    async plan(...args) {
      await initialise()
      return run('plan', '-detailed-exitcode', ...quiet, ...args)
    },
    async state(address) {
      const { json } = await run('show', '-json')
      const found = (json as State).values?.root_module?.resources ?? []
      return found.find((resource) => resource.address === address)?.values
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}

/** A workspace that knows the broker and its operator's token from the environment. */
export function connected(
  { url, adminToken }: Pick<TestBroker, 'url' | 'adminToken'>,
  env: Record<string, string> = {},
  program = engine!,
): Promise<Workspace> {
  const broker = { REEVE_URL: url, REEVE_TOKEN: adminToken }
  return workspace({ ...broker, ...env }, providerMirror(), program)
}

/** What Terraform says when a command fails, in a workspace of its own. */
export async function refusal(
  broker: TestBroker,
  command: 'apply' | 'plan' | 'validate',
  hcl: string,
): Promise<string> {
  await using work = await connected(broker)
  await work.write(hcl)
  const more = { apply: ['-auto-approve', ...quiet], plan: quiet, validate: ['-no-color'] }
  const { code, said } = await work.run(command, ...more[command])
  expect(code).toBe(1)
  return said
}

interface State {
  values?: { root_module?: { resources?: { address: string; values: Record<string, unknown> }[] } }
}

export const quiet = ['-no-color', '-input=false']
const requirement = `terraform {
  required_providers {
    reeve = { source = "${shortAddress}" }
  }
}`

async function environment(dir: string, path: string): Promise<Record<string, string>> {
  const config = join(dir, 'terraform.rc')
  const only = `filesystem_mirror {\n    path = ${JSON.stringify(path)}\n  }`
  await writeFile(config, `provider_installation {\n  ${only}\n}\n`)
  const home = join(dir, 'home')
  await mkdir(home)
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TF_CLI_CONFIG_FILE: config,
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
  }
}

export async function finish(child: ChildProcess): Promise<Result> {
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    new Promise<number>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (status) => resolve(status ?? 1))
    }),
  ])
  const said = `${stdout}\n${stderr}`.replaceAll(/[\s│╷╵]+/g, ' ')
  return { code, stdout, stderr, said, json: parse(stdout) }
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = ''
  for await (const chunk of stream) all += String(chunk)
  return all
}

function parse(stdout: string): unknown {
  try {
    return JSON.parse(stdout)
  } catch {
    const lines = stdout.split('\n').filter((line) => line.startsWith('{'))
    return lines.length > 0 ? lines.map((line) => JSON.parse(line) as unknown) : undefined
  }
}

async function expectSuccess(result: Promise<Result>, what: string): Promise<Result> {
  const { code, stdout, stderr } = await result
  if (code !== 0) throw new Error(`terraform ${what} ended with ${code}\n${stdout}\n${stderr}`)
  return result
}

function find(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
