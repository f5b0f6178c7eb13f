// The id file: kept whole, private, and never silently replaced.
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError } from './errors.ts'
import { identityPath, openIdentity } from './identity.ts'

const id = '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11'
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent id '))
})
afterEach(() => rm(folder, { recursive: true }))

test('an id that is kept is there at the next start, private and alone', async () => {
  const path = join(folder, 'new', 'agent-id')
  const identity = await openIdentity(path)
  expect(identity.id()).toBeNull()
  await identity.keep(id)
  expect(identity.id()).toBe(id)
  expect((await openIdentity(path)).id()).toBe(id)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(folder, 'new'))).toEqual(['agent-id'])
})

test('another id of the broker replaces it, the same one writes nothing', async () => {
  const path = join(folder, 'agent-id')
  await writeFile(path, id)
  const identity = await openIdentity(path)
  await identity.keep(id)
  expect(await readFile(path, 'utf8')).toBe(id) // not even the newline
  const other = id.replace('0193', '0194')
  await identity.keep(other)
  expect(await readFile(path, 'utf8')).toBe(`${other}\n`)
})

test.each(['', 'garbage', `${id}\n${id}`, '{"id":1}', '\0'.repeat(36)])(
  'a file that holds %j stops the agent with what to do',
  async (text) => {
    const path = join(folder, 'agent-id')
    await writeFile(path, text)
    await expect(openIdentity(path)).rejects.toThrow(ConfigError)
    await expect(openIdentity(path)).rejects.toThrow(`${path} holds no id: restore it, or delete`)
    expect(await readFile(path, 'utf8')).toBe(text)
  },
)

test('a path that cannot be a file is found before the broker is asked', async () => {
  await expect(openIdentity(folder)).rejects.toThrow(/cannot be read \(EISDIR\): set AGENT_ID_FILE/)
  await writeFile(join(folder, 'file'), '')
  await expect(openIdentity(join(folder, 'file', 'agent-id'))).rejects.toThrow(
    /cannot be (read|written) \(ENOTDIR\): set AGENT_ID_FILE/,
  )
})

test('the path is the given one, else that of the machine', async () => {
  expect(await identityPath('/x/y', {})).toBe('/x/y')
  const usual = await identityPath(null, { XDG_STATE_HOME: '/state' })
  expect(['/data/agent-id', '/state/reeve/agent-id']).toContain(usual)
  const home = await identityPath(null, { XDG_STATE_HOME: 'relative' })
  expect(['/data/agent-id', join(homedir(), '.local/state/reeve/agent-id')]).toContain(home)
})
