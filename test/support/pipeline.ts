// Reads the pipeline's files, and runs a job of them as a runner does: its commands, on a machine that knows nothing yet.
import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import { engine, finish, providerMirror, type Result } from './terraform.ts'

const root = resolve(import.meta.dirname, '../..')
export const example = join(root, 'examples/pipeline')

export interface Pipeline {
  variables: Record<string, string>
  /** The commands of each job, in their order. */
  jobs: Record<string, string[]>
}

export async function gitLab(): Promise<Pipeline> {
  const { variables, before_script, ...others } = (await yaml('.gitlab-ci.yml')) as {
    variables: Record<string, string>
    before_script: string[]
  } & Record<string, { script?: string[] }>
  const jobs = Object.entries(others).flatMap(([name, { script }]) =>
    script ? [[name, [...before_script, ...script]] as [string, string[]]] : [],
  )
  return { variables, jobs: Object.fromEntries(jobs) }
}

export async function gitHub(): Promise<Pipeline> {
  const { env, jobs } = (await yaml('.github/workflows/reeve.yml')) as {
    env: Record<string, string>
    jobs: Record<string, { steps: { run?: string }[] }>
  }
  const commands = Object.entries(jobs).map(([name, { steps }]) => [
    name,
    steps.flatMap(({ run }) => run ?? []),
  ])
  return { variables: env, jobs: Object.fromEntries(commands) as Pipeline['jobs'] }
}

async function yaml(file: string): Promise<unknown> {
  return parse(await readFile(join(example, file), 'utf8'))
}

export interface Machine extends AsyncDisposable {
  dir: string
  checkout: string
  env: Record<string, string>
  /** One command, in the checkout. */
  run: (command: string) => Promise<Result>
}

/**
 * A fresh checkout and a home with nothing in it. What a runner has is there: Node, Terraform, the
 * provider's mirror – and `npm ci` is done, since these packages are in no registry.
 */
export async function machine(
  { variables }: Pipeline,
  settings: Record<string, string>,
): Promise<Machine> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve runner '))
  const [checkout, home] = [join(dir, 'checkout'), join(dir, 'home')]
  await cp(example, checkout, { recursive: true })
  await mkdir(home)
  await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'))
  const path = JSON.stringify(await providerMirror())
  const mirror = `provider_installation {\n  filesystem_mirror {\n    path = ${path}\n  }\n}\n`
  await writeFile(join(checkout, 'terraform.rc'), mirror)
  const given = { CI_PROJECT_DIR: checkout, ...settings }
  const env = {
    ...given,
    PATH: [dirname(process.execPath), dirname(engine!), '/usr/bin', '/bin'].join(delimiter),
    HOME: home,
    CI: 'true',
    FORCE_COLOR: '0',
    NODE_OPTIONS: '--conditions=source', // the packages are not built here
    TERRAFORM_BINARY_NAME: engine!,
    ...expanded(variables, given),
  }
  return {
    dir,
    checkout,
    env,
    run: (command) => finish(spawn('sh', ['-c', command], { cwd: checkout, env })),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}

/** As the runner of GitLab puts values in. */
function expanded(
  variables: Record<string, string>,
  given: Record<string, string>,
): Record<string, string> {
  const put = (text: string) =>
    text.replaceAll(/\$(\w+)/g, (_, name: string) => {
      const value = given[name]
      if (value === undefined) throw new Error(`nobody says what ${name} is`)
      return value
    })
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, put(value)]))
}
