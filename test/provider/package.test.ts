// What is published: the same bytes each time, installed by the real terraform from a folder and from an https server.
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesystemMirror, fullAddress, makeRelease, networkMirror } from '@reeve/provider'
import type { Release } from '@reeve/provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveFiles } from '../support/file-server.ts'
import { describeWithTerraform, quiet, workspace } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

let dir = ''
let release: Release
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reeve-package-'))
  release = await makeRelease(join(dir, 'first'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** Every file below a folder, by its path, as its checksum. */
async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((it) => it.isFile()).map((it) => join(it.parentPath, it.name))
  const sums = files
    .toSorted()
    .map(async (file) => [file.slice(folder.length), sha256(await readFile(file))] as const)
  return Object.fromEntries(await Promise.all(sums))
}

/** A workspace that knows no other source than `installation`. */
async function installing(
  installation: string,
  env: Record<string, string> = {},
): Promise<Workspace> {
  const rc = join(await mkdtemp(join(dir, 'rc-')), 'terraform.rc')
  await writeFile(rc, installation)
  const none = Promise.resolve(dir)
  const work = await workspace({ TF_CLI_CONFIG_FILE: rc, REEVE_TOKEN: 'x', ...env }, none)
  await work.write('resource "reeve_pool" "a" {\n  name = "a"\n}\n')
  return work
}

async function listed(): Promise<{ url: string; hashes: string[] }> {
  const file = join(release.mirror, fullAddress, `${release.version}.json`)
  const { archives } = JSON.parse(await readFile(file, 'utf8')) as {
    archives: Record<string, { url: string; hashes: string[] }>
  }
  return archives['linux_amd64']!
}

/** Installed with the checksums that the mirror says, and able to plan. */
async function expectInstalled(work: Workspace): Promise<void> {
  const init = await work.run('init', ...quiet)
  expect([init.code, init.said]).toEqual([0, expect.stringContaining('Installed reeve/reeve v')])
  const lock = await readFile(join(work.dir, '.terraform.lock.hcl'), 'utf8')
  expect(lock).toContain((await listed()).hashes[0])
  const { code, said } = await work.run('plan', ...quiet)
  expect([code, said]).toEqual([0, expect.stringContaining('1 to add')])
}

test('is the same bytes each time', async () => {
  const again = await makeRelease(join(dir, 'again'))
  expect(await contents(again.dir)).toEqual(await contents(release.dir))
})

test('has the files and the sums that a registry asks for', async () => {
  const name = `terraform-provider-reeve_${release.version}`
  const sums = await readFile(join(release.registry, `${name}_SHA256SUMS`), 'utf8')
  const lines = sums.trim().split('\n').toSorted()
  const files = await contents(release.registry)
  const others = Object.entries(files).filter(([file]) => !file.endsWith('SHA256SUMS'))
  expect(lines).toEqual(others.map(([file, sum]) => `${sum}  ${file.slice(1)}`).toSorted())
  const platforms = ['darwin_amd64', 'darwin_arm64', 'linux_amd64', 'linux_arm64']
  for (const platform of platforms) expect(files).toHaveProperty([`/${name}_${platform}.zip`])
  const manifest = await readFile(join(release.registry, `${name}_manifest.json`), 'utf8')
  expect(JSON.parse(manifest)).toEqual({ version: 1, metadata: { protocol_versions: ['6.0'] } })
})

test('leaves the other versions of a mirror where they are', async () => {
  const index = join(release.mirror, fullAddress, 'index.json')
  await writeFile(index, '{ "versions": { "0.0.1": {} } }')
  await makeRelease(release.dir)
  const { versions } = JSON.parse(await readFile(index, 'utf8')) as { versions: object }
  expect(Object.keys(versions)).toEqual(['0.0.1', release.version])
})

describeWithTerraform('terraform installs it', () => {
  test('from a folder', async () => {
    await using work = await installing(filesystemMirror(release.mirror))
    await expectInstalled(work)
  })

  test('from a server of files, whose authority is trusted', async () => {
    await using server = await serveFiles(release.mirror)
    const stranger = await installing(networkMirror(server.url))
    expect((await stranger.run('init', ...quiet)).said).toContain('certificate')
    await using work = await installing(networkMirror(server.url), {
      SSL_CERT_FILE: server.authority,
    })
    await expectInstalled(work)
    expect(server.served).toContain(`/${fullAddress}/${(await listed()).url}`)
  })

  test('but not if its bytes are others than the mirror says', async () => {
    const broken = await makeRelease(join(dir, 'broken'))
    const file = join(broken.mirror, fullAddress, (await listed()).url)
    const bytes = await readFile(file)
    bytes[bytes.indexOf('"use strict"')] = 0x20
    await writeFile(file, bytes)
    await using server = await serveFiles(broken.mirror)
    await using work = await installing(networkMirror(server.url), {
      SSL_CERT_FILE: server.authority,
    })
    const { code, said } = await work.run('init', ...quiet)
    expect([code, said]).toEqual([1, expect.stringMatching(/checksum/)])
  })
})

describeWithTerraform('the single executable', () => {
  test.skipIf(process.platform !== 'linux')(
    'is installed and plans where there is no Node',
    async () => {
      const standalone = await makeRelease(join(dir, 'standalone'), true, [])
      const PATH = join(dir, 'nothing here')
      await using work = await installing(filesystemMirror(standalone.mirror), { PATH })
      const init = await work.run('init', ...quiet)
      expect([init.code, init.said]).toEqual([0, expect.stringContaining('Installed reeve/reeve')])
      const { code, said } = await work.run('plan', ...quiet)
      expect([code, said]).toEqual([0, expect.stringContaining('1 to add')])
      await using script = await installing(filesystemMirror(release.mirror), { PATH })
      await script.run('init', ...quiet)
      expect((await script.run('plan', ...quiet)).code).toBe(1)
    },
  )
})
