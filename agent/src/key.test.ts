// The agent's own key: made once, private, never silently replaced, and worth nothing in another's hands.
import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ConfigError } from './errors.ts'
import { keyPath, openKey } from './key.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agent key '))
  path = keyPath(join(folder, 'agent-id'))
})
afterEach(() => rm(folder, { recursive: true }))

test('is made at the first start and is the same at the next', async () => {
  const made = await openKey(path)
  expect(made.publicKey).toHaveLength(32)
  expect((await openKey(path)).publicKey).toEqual(made.publicKey)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(folder)).toEqual(['agent-id.key'])
  expect(createPrivateKey(await readFile(path)).asymmetricKeyType).toBe('ed25519')
})

test('signs what its public key verifies', async () => {
  const key = await openKey(path)
  const data = Buffer.from('said')
  const signature = Buffer.from(key.sign(data), 'base64')
  const x = key.publicKey.toString('base64url')
  const known = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
  expect(verify(null, data, known, signature)).toBe(true)
  expect(verify(null, Buffer.from('other'), known, signature)).toBe(false)
})

test('has the raw form that its seed says', async () => {
  // RFC 8410: the last 32 bytes of the PKCS #8 form are the seed
  const head = Buffer.from('302e020100300506032b657004220420', 'hex')
  const seed = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
  const key = Buffer.concat([head, seed])
  const known = createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  await writeFile(path, known.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 })
  const { publicKey } = await openKey(path)
  expect(publicKey.toString('base64')).toBe('A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=')
})

test.each([0o644, 0o640, 0o602])(
  'one that others may read or write (%i) is refused',
  async (mode) => {
    await openKey(path)
    await chmod(path, mode)
    await expect(openKey(path)).rejects.toThrow(ConfigError)
    await expect(openKey(path)).rejects.toThrow(
      `${path} may be read by others (mode ${mode.toString(8)})`,
    )
  },
)

test('a file that holds something else stops the agent and stays as it is', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const other = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  for (const text of ['', 'garbage', other]) {
    await writeFile(path, text, { mode: 0o600 })
    await expect(openKey(path)).rejects.toThrow(`${path} holds no Ed25519 key`)
    expect(await readFile(path, 'utf8')).toBe(text)
  }
})

test('a place where none can be kept is told', async () => {
  await writeFile(join(folder, 'file'), '')
  await expect(openKey(join(folder, 'file', 'agent-id.key'))).rejects.toThrow(
    /cannot be read \(ENOTDIR\): set AGENT_ID_FILE/,
  )
  await expect(openKey(join(folder, 'none', 'agent-id.key'))).rejects.toThrow(
    /cannot be written \(ENOENT\): set AGENT_ID_FILE/,
  )
})
