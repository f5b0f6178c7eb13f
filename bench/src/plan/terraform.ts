// Terraform with a provider of ours, as a pipeline runs it: a folder, its state files, and commands that are timed.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installProvider, shortAddress } from '@reeve/provider'

/** What Terraform must say for the figure to count: that there was nothing to do, or that all was done. */
export type Command = 'plan' | 'apply' | 'destroy'

export interface Terraform extends AsyncDisposable {
  dir: string
  /** How many ms a command took on `count` tokens; their names begin with `series`. */
  run: (command: Command, series: string, count: number) => Promise<number>
  /** The name, type and version of what is in a state, from the provider's own schema. */
  schema: () => Promise<{ provider: string; version: number; attributes: string[] }>
}

export const resource = 'reeve_agent_token'
/** Over so many tenants the tokens are spread. */
export const tenants = 10
export const tenantAt = (index: number): string => `bench-${index % tenants}`
export const tokenAt = (series: string, index: number): string => `${series}-${index}`

const program = `terraform {
  required_providers {
    reeve = { source = "${shortAddress}" }
  }
}
variable "series" { type = string }
variable "count_of" { type = number }
resource "${resource}" "all" {
  count  = var.count_of
  tenant = "bench-\${count.index % ${tenants}}"
  name   = "\${var.series}-\${count.index}"
}
`
const run = promisify(execFile)

type Source = Parameters<typeof installProvider>[1]

export async function openTerraform(
  url: string,
  token: string,
  source?: Source,
): Promise<Terraform> {
  const dir = await mkdtemp(join(tmpdir(), 'reeve-bench-plan-'))
  const mirror = join(dir, 'mirror')
  await installProvider(mirror, ...(source ? [source] : []))
  const settings = join(dir, 'terraform.rc')
  await writeFile(
    settings,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  )
  await writeFile(join(dir, 'main.tf'), program)
  const { PATH } = process.env
  const env = {
    ...{ PATH, HOME: dir, TF_CLI_CONFIG_FILE: settings, CHECKPOINT_DISABLE: '1' },
    ...{ REEVE_URL: url, REEVE_TOKEN: token },
  }
  const terraform = (...args: string[]) =>
    run('terraform', args, { cwd: dir, env, maxBuffer: 64 << 20 })
  await terraform('init', '-no-color')
  return {
    dir,
    async run(command, series, count) {
      const about = [`-state=${series}.tfstate`, `-var=series=${series}`, `-var=count_of=${count}`]
      const how = command === 'plan' ? ['-detailed-exitcode'] : ['-auto-approve']
      const from = performance.now()
      await terraform(command, '-no-color', '-input=false', ...how, ...about)
      return performance.now() - from
    },
    async schema() {
      const { stdout } = await terraform('providers', 'schema', '-json')
      const { provider_schemas } = JSON.parse(stdout) as { provider_schemas: Schemas }
      const [[provider, { resource_schemas }]] = Object.entries(provider_schemas) as [
        [string, Schemas[string]],
      ]
      const { version, block } = resource_schemas[resource]!
      return { provider, version, attributes: Object.keys(block.attributes) }
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  }
}

type Schemas = Record<
  string,
  {
    resource_schemas: Record<
      string,
      { version: number; block: { attributes: Record<string, unknown> } }
    >
  }
>
