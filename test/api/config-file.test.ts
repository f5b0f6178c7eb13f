// The configuration file: what it may say, who may read it, and that the environment wins.
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@reeve/api'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withConfigFile } from '../../api/src/config-file.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reeve-config-'))
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
async function file(text: string, mode = 0o600): Promise<string> {
  const path = join(folder, `config-${(files += 1)}`)
  await writeFile(path, text, { mode })
  await chmod(path, mode) // whatever the umask is
  return path
}

const read = async (text: string, env: Record<string, string> = {}) =>
  withConfigFile({ REEVE_CONFIG_PATH: await file(text), ...env })

test('names stand with and without REEVE_, beside comments, and the environment wins', async () => {
  const text = `# the broker reads this

MODE = prod
HTTP_PORT=7000
  REEVE_TRUST_DOMAIN = a.example
ADMIN_SECRET=a = b#c
`
  const { env, path, mode } = await read(text, { REEVE_HTTP_PORT: '7001' })
  expect(mode).toBe('prod')
  expect(path).toBe(env['REEVE_CONFIG_PATH'])
  expect(env).toMatchObject({
    REEVE_HTTP_PORT: '7001',
    REEVE_TRUST_DOMAIN: 'a.example',
    REEVE_ADMIN_SECRET: 'a = b#c',
  })
  const { REEVE_ADMIN_SECRET: _, ...plain } = env
  expect(readConfig(plain)).toMatchObject({ httpPort: 7001, trustDomain: 'a.example' })
})

const secret = 'hunter2hunter2'
test.each([
  ['FOO=1', /, line 1: FOO is not a variable of the broker\. docs\/operations\.md lists them\.$/],
  ['# x\nTOKEN=1', /, line 2: TOKEN is not a variable of the broker\./],
  ['CONFIG_PATH=/x', /line 1: CONFIG_PATH is not a variable/],
  [secret, /, line 1: this is not NAME=value/],
  [`admin_secret=${secret}`, /, line 1: this is not NAME=value/],
  [`ADMIN_SECRET="${secret}"`, /write the value of ADMIN_SECRET without quotes\.$/],
  ['HTTP_PORT=1\nREEVE_HTTP_PORT=2', /line 2: this variable stands here a second time\./],
  ['MODE=test', /MODE must be dev or prod\.$/],
  [`#${'x'.repeat(70_000)}`, /is larger than a configuration is\.$/],
])('%s is refused with a sentence', async (text, says) => {
  const error = await read(text).catch((thrown: unknown) => thrown as Error)
  expect(error).toMatchObject({ name: 'ConfigError', message: expect.stringMatching(says) })
  expect((error as Error).message).not.toContain(secret)
})

test.each(['640', '604', '620', '602', '644'])('a file of mode %s is refused', async (mode) => {
  const path = await file('MODE=dev', Number.parseInt(mode, 8))
  await expect(withConfigFile({ REEVE_CONFIG_PATH: path })).rejects.toThrow(
    `${path} is open to others than its owner (mode ${mode}). Run \`chmod 600 ${path}\``,
  )
})

test('a link, a folder and a file that is not there are refused', async () => {
  const link = join(folder, 'link')
  await symlink(await file('MODE=dev'), link)
  const of = (path: string) => withConfigFile({ REEVE_CONFIG_PATH: path })
  await expect(of(link)).rejects.toThrow(/is a symbolic link\. .+ REEVE_CONFIG_PATH\.$/)
  await expect(of(folder)).rejects.toThrow(/is not a file\.$/)
  await expect(of(join(folder, 'nothing'))).rejects.toThrow(
    /is not there\. Make one with `reeve init`\.$/,
  )
})

test('without a name the one in the home folder is read, and none is no mistake', async () => {
  const HOME = join(folder, 'home')
  expect(await withConfigFile({ HOME })).toEqual({
    env: { HOME },
    path: undefined,
    mode: undefined,
  })
  await mkdir(join(HOME, '.reeve'), { recursive: true })
  const path = join(HOME, '.reeve', 'config')
  await writeFile(path, 'MODE=dev\n', { mode: 0o600 })
  expect(await withConfigFile({ HOME })).toEqual({ env: { HOME }, path, mode: 'dev' })
})
