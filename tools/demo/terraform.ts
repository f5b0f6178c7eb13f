// The demo's deployment: our provider in a mirror of the demo's own, and cdktf with the real Terraform binary.
import { execFile, spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { installProvider as install } from '@reeve/provider'
import { DemoError, type Place, type Stage } from './stage.ts'

const root = resolve(import.meta.dirname, '../..')
const { resolve: find } = createRequire(import.meta.url)

/** What the quickstart outputs. */
export interface Outputs {
  agent_token: string
  acme_api_token: string
}

/** The name of the binary on the PATH, and its version for people. */
export async function findTerraform(): Promise<string> {
  for (const name of ['terraform', 'tofu']) {
    const found = await promisify(execFile)(name, ['version', '-json'], { env: quiet() }).catch(
      () => undefined,
    )
    if (found) return name
  }
  throw new DemoError(
    'It needs Terraform or OpenTofu: put `terraform` or `tofu` on your PATH and run it again.',
  )
}

export async function installProvider({ folder, say }: Stage): Promise<void> {
  const mirror = join(folder, 'mirror')
  const { version } = await install(mirror)
  const path = JSON.stringify(mirror)
  await writeFile(
    configFile(folder),
    `provider_installation {\n  filesystem_mirror { path = ${path} }\n}\n`,
  )
  say(`version ${version}, in a mirror of the demo's own`)
}

export async function deploy(stage: Stage, terraform: string, place: Place): Promise<Outputs> {
  const file = join(stage.folder, 'outputs.json')
  await prepare(stage)
  await writeFile(file, '', { mode: 0o600 })
  await cdktf(stage, terraform, place, [
    'deploy',
    '--auto-approve',
    '--skip-provider-lock', // its lock command knows no mirrors
    '--outputs-file',
    file,
    '--outputs-file-include-sensitive-outputs',
  ])
  const stacks = JSON.parse(await readFile(file, 'utf8')) as Record<string, Outputs>
  await rm(file)
  stage.say('two tenants, a plan, a pool, a task and their tokens are there')
  return Object.values(stacks)[0]!
}

export async function destroy(stage: Stage, terraform: string, place: Place): Promise<void> {
  await cdktf(stage, terraform, place, ['destroy', '--auto-approve'])
}

const configFile = (folder: string): string => join(folder, 'terraformrc')

const workFolder = (folder: string): string => join(folder, 'work')

/** A folder with the project's cdktf.json, its app named from the outside: state and output stay here. */
async function prepare({ folder }: Stage): Promise<void> {
  const quoted = (text: string) => `"${text}"`
  const main = quoted(join(root, 'examples/quickstart/main.ts'))
  const tsx = quoted(pathToFileURL(find('tsx')).href)
  const project = JSON.parse(await readFile(join(root, 'cdktf.json'), 'utf8')) as object
  const app = `${quoted(process.execPath)} --conditions=source --import ${tsx} ${main}`
  await mkdir(workFolder(folder))
  await writeFile(join(workFolder(folder), 'cdktf.json'), JSON.stringify({ ...project, app }))
}

/** Runs cdktf there. Its own output is shown when it fails. */
async function cdktf(stage: Stage, terraform: string, place: Place, args: string[]): Promise<void> {
  const cli = find('cdktf-cli/bundle/bin/cdktf')
  const child = spawn(
    process.execPath,
    [cli, ...args, '--disable-plugin-cache-env', '--no-color'],
    {
      cwd: workFolder(stage.folder),
      env: {
        ...quiet(),
        TERRAFORM_BINARY_NAME: terraform,
        TF_CLI_CONFIG_FILE: configFile(stage.folder),
        CDKTF_HOME: join(stage.folder, 'cdktf'),
        REEVE_URL: place.url,
        REEVE_TOKEN: place.adminToken,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a group of its own: Ctrl-C is for the demo, which then ends cdktf and the Terraform below it
    },
  )
  const stop = (signal: NodeJS.Signals) => () => {
    if (child.exitCode === null) process.kill(-child.pid!, signal)
  }
  stage.signal.addEventListener('abort', stop('SIGTERM'))
  stage.signal.addEventListener('abort', () => setTimeout(stop('SIGKILL'), 10_000).unref())
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((done, failed) => {
    child.once('close', done)
    child.once('error', failed)
  })
  if (code !== 0) throw new DemoError(`cdktf ${args[0]} failed:\n${output}`)
}

/** Neither Terraform nor cdktf calls home. */
function quiet(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return {
    PATH,
    HOME,
    ...(TMPDIR && { TMPDIR }),
    CHECKPOINT_DISABLE: '1',
    CI: '1',
    DISABLE_VERSION_CHECK: '1',
  }
}
