// The installer as a person uses it: any user, a path with a space, then a plain `terraform init` without a network.
import { spawn, spawnSync } from 'node:child_process'
import { appendFile, chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithTerraform, engine, finish, quiet } from '../support/terraform.ts'
import type { Result } from '../support/terraform.ts'

const root = resolve(import.meta.dirname, '../..')
const configuration = `terraform {
  required_providers {
    reeve = { source = "reeve/reeve" }
  }
}
resource "reeve_pool" "a" { name = "a" }
`
let home = ''
/** Root is not everybody: the tests then run as `nobody`, if this checkout and this Node can be read by all. */
const nobody = { uid: 65_534, gid: 65_534 }
const readable = ['-e', `fs.accessSync(${JSON.stringify(join(root, 'provider/src/main.ts'))})`]
const isRoot = process.getuid?.() === 0
const user = isRoot && spawnSync(process.execPath, readable, nobody).status === 0 ? nobody : {}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'reeve some one '))
  await chmod(home, 0o777)
})
afterAll(() => rm(home, { recursive: true, force: true }))

function run(
  command: string,
  args: string[],
  cwd: string,
  more: Record<string, string> = {},
): Promise<Result> {
  const { PATH } = process.env
  const env = { PATH, HOME: home, TMPDIR: home, CHECKPOINT_DISABLE: '1', REEVE_TOKEN: 'x', ...more }
  return finish(spawn(command, args, { cwd, env, ...user }))
}

function install(...args: string[]): Promise<Result> {
  const main = join(root, 'provider/src/install/main.ts')
  return run(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args], root)
}

async function installed(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true })
  return files
    .filter((file) => file.includes('terraform-provider-'))
    .map((file) => join(folder, file))
}

describeWithTerraform('the installer', () => {
  test('makes a plain init and plan work, for an ordinary user and without a network', async () => {
    const { code, stdout } = await install()
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('find it there with  source = "reeve/reeve"'),
    ])
    const folder = join(home, 'my work')
    await mkdir(folder)
    await chmod(folder, 0o777)
    await writeFile(join(folder, 'main.tf'), configuration)
    const init = await run(engine!, ['init', ...quiet], folder)
    expect([init.code, init.said]).toEqual([0, expect.stringContaining('Installed reeve/reeve v')])
    const plan = await run(engine!, ['plan', ...quiet], folder)
    expect([plan.code, plan.said]).toEqual([0, expect.stringContaining('1 to add')])
  })

  test('says what to do where the same version had other content', async () => {
    for (const file of await installed(join(home, '.terraform.d', 'plugins'))) {
      await chmod(file, 0o777)
      await appendFile(file, '// older\n')
    }
    expect((await install()).stdout).toContain('remove .terraform.lock.hcl there')
    expect((await install()).stdout).not.toContain('remove .terraform.lock.hcl')
  })

  test('lays a mirror elsewhere and prints the lines that make Terraform look there', async () => {
    const elsewhere = join(home, 'a "quoted" place')
    const { stdout } = await install('--dir', elsewhere)
    expect(await installed(elsewhere)).toHaveLength(2) // Terraform's and OpenTofu's name of it
    const [mirror, overrides] = stdout.match(/^provider_installation \{\n[^]*?\n\}$/gm) ?? []
    const folder = join(home, 'elsewhere')
    await mkdir(folder)
    await chmod(folder, 0o777)
    await writeFile(join(folder, 'main.tf'), configuration)
    await writeFile(join(folder, 'rc'), mirror!)
    const variables = { TF_CLI_CONFIG_FILE: join(folder, 'rc') }
    expect(await run(engine!, ['init', ...quiet], folder, variables)).toMatchObject({ code: 0 })
    await writeFile(join(folder, 'rc'), overrides!)
    expect((await run(engine!, ['plan', ...quiet], folder, variables)).said).toContain('1 to add')
  })

  test('refuses what it does not know', async () => {
    const { code, stderr } = await install('--directory', home)
    expect([code, stderr]).toEqual([2, expect.stringContaining("'--directory'")])
  })
})
