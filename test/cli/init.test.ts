// `reeve init`: a file for its owner alone, a secret shown once, and nothing replaced by accident.
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withConfigFile } from '../../api/src/config-file.ts'
import { cli } from '../support/cli.ts'

const at = (path: string) => readFile(path, 'utf8')
const modeOf = async (path: string) => (await stat(path)).mode & 0o777

test('dev keeps the secret in the file, and shows it nowhere', async () => {
  await using tool = await cli()
  const HOME = join(tool.folder, 'home')
  const path = join(HOME, '.reeve', 'config')
  const said = await tool.reeve(['init', '--mode', 'dev'], { env: { HOME } })
  expect(said).toMatchObject({ code: 0, stdout: '' })
  expect(said.stderr).toContain(`Wrote ${path}.`)
  const { env, mode } = await withConfigFile({ HOME })
  expect(mode).toBe('dev')
  const secret = env['REEVE_ADMIN_SECRET']!
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(said.stderr).not.toContain(secret)
  expect([await modeOf(path), await modeOf(join(HOME, '.reeve'))]).toEqual([0o600, 0o700])
})

test('prod prints the secret once and keeps its hash', async () => {
  await using tool = await cli()
  const path = join(tool.folder, 'new', 'config')
  const argv = ['init', '--mode', 'prod', '--config-path', path, '--master-key']
  const { code, stdout, stderr } = await tool.reeve(argv)
  expect(code).toBe(0)
  expect(stdout).toMatch(/^[\w-]{43}\n$/)
  expect(stderr).not.toContain(stdout.trim())
  const text = await at(path)
  expect(text).not.toContain(stdout.trim())
  expect(text).toMatch(/^ADMIN_SECRET=scrypt\$16384\$8\$1\$[\w-]{22}\$[\w-]{43}$/m)
  expect(text).toMatch(/^MASTER_KEY=[0-9a-f]{64}$/m)
  const again = await tool.reeve([...argv, '--force', '--json'])
  const { admin_secret, ...rest } = JSON.parse(again.stdout) as Record<string, string>
  expect(rest).toEqual({ path, mode: 'prod' })
  expect(again.stdout.split(admin_secret!)).toHaveLength(2)
  expect(await at(path)).not.toBe(text)
})

test('what is there stays without --force, and a link is never written through', async () => {
  await using tool = await cli()
  const [path, target, link] = ['config', 'target', 'link'].map((name) => join(tool.folder, name))
  await writeFile(path!, 'mine', { mode: 0o644 })
  const init = (...argv: string[]) => tool.reeve(['init', '--mode', 'dev', ...argv])
  const refused = await init('--config-path', path!)
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') })
  expect(await at(path!)).toBe('mine')
  expect((await init('--config-path', path!, '--force')).code).toBe(0)
  expect(await modeOf(path!)).toBe(0o600)
  await writeFile(target!, 'theirs')
  await symlink(target!, link!)
  for (const force of [[], ['--force']]) {
    const { code, stderr } = await init('--config-path', link!, ...force)
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('is a symbolic link'),
    })
  }
  expect(await at(target!)).toBe('theirs')
  await mkdir(join(tool.folder, 'folder'))
  const folder = await init('--config-path', join(tool.folder, 'folder'), '--force')
  expect(folder).toMatchObject({ code: 2, stderr: expect.stringContaining('is not a file') })
  expect((await readdir(tool.folder)).toSorted()).toEqual(['config', 'folder', 'link', 'target'])
})

test('a mode must be said, and a dangling link is no place', async () => {
  await using tool = await cli()
  expect((await tool.reeve(['init'])).code).toBe(2)
  expect((await tool.reeve(['init', '--mode', 'test'])).code).toBe(2)
  const link = join(tool.folder, 'link')
  await symlink(join(tool.folder, 'nothing'), link)
  expect((await tool.reeve(['init', '--mode', 'dev', '--config-path', link])).code).toBe(2)
  expect(await readdir(tool.folder)).toEqual(['link'])
})
