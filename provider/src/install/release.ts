// A release as files: a zip for each platform, its checksums as a registry takes them, and a mirror that can be served.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { addresses } from '../address.ts'
import { protocolVersion } from '../wire/handshake.ts'
import { build, commonJs, room, versionOf } from './bundle.ts'
import { executableOf } from './executable.ts'
import { contentHash, sums, zipHash } from './hashes.ts'
import { packaged, platform } from './platform.ts'
import { zip } from './zip.ts'
import type { Entry } from './zip.ts'

export interface Release {
  dir: string
  version: string
  /** Zips and what says their checksums, as a registry takes them. */
  registry: string
  /** A filesystem mirror, and the files of a network mirror. */
  mirror: string
  /** The platform of which the zip holds a single executable. */
  standalone?: string
}
interface Archive extends Entry {
  platform: string
  hashes: string[]
}

export const defaultReleaseDir = join(room, 'dist', 'package')

/** With `standalone`, this machine's platform gets an executable that needs no Node; the others get the program. */
export async function makeRelease(
  dir = defaultReleaseDir,
  standalone = false,
  platforms = packaged,
): Promise<Release> {
  const version = await versionOf()
  const release = { dir, version, registry: join(dir, 'registry'), mirror: join(dir, 'mirror') }
  const program = await build()
  const licences = await Promise.all(['..', ...program.packages].map(licence))
  const script = [programEntry(version, Buffer.from(program.text)), commonJs, ...licences]
  const own = standalone ? platform() : undefined
  const executable = own && [
    programEntry(version, await executableOf(program.text)),
    ...licences,
    await licenceOfNode(),
  ]
  const all = [...new Set([...platforms, ...(own ? [own] : [])])].toSorted()
  const archives = all.map((name) =>
    archive(version, name, executable && name === own ? executable : script),
  )
  await writeRegistry(release, archives)
  for (const address of addresses)
    await writeMirror(join(release.mirror, address), version, archives)
  return { ...release, ...(own && { standalone: own }) }
}

function programEntry(version: string, bytes: Buffer): Entry {
  return { name: `terraform-provider-reeve_v${version}`, bytes, executable: true }
}

async function licence(folder: string): Promise<Entry> {
  const whose = folder.split('/node_modules/')[1]?.replace(/^@/, '').replace('/', '-')
  return {
    name: whose ? `LICENSE-${whose}` : 'LICENSE',
    bytes: await readFile(join(room, folder, 'LICENSE')),
  }
}

/** A single executable carries Node, and with it Node's terms. */
async function licenceOfNode(): Promise<Entry> {
  const prefix = join(dirname(process.execPath), '..')
  for (const folder of ['.', 'share/doc/nodejs', 'share/doc/node', 'lib/node_modules/node']) {
    const bytes = await readFile(join(prefix, folder, 'LICENSE')).catch(() => undefined)
    if (bytes) return { name: 'LICENSE-node', bytes }
  }
  throw new Error(
    `Node's LICENSE is not beside ${process.execPath}: a package with Node in it must hold it.`,
  )
}

function archive(version: string, name: string, entries: Entry[]): Archive {
  const bytes = zip(entries)
  const hashes = [contentHash(entries), zipHash(bytes)]
  return { platform: name, name: `terraform-provider-reeve_${version}_${name}.zip`, bytes, hashes }
}

/** As the public registries take a release; the signature of the sums is the publisher's to make. */
async function writeRegistry({ registry, version }: Release, archives: Archive[]): Promise<void> {
  const manifest = {
    name: `terraform-provider-reeve_${version}_manifest.json`,
    bytes: json({ version: 1, metadata: { protocol_versions: [`${protocolVersion}.0`] } }),
  }
  const summed = [manifest, ...archives]
  const sha256sums = {
    name: `terraform-provider-reeve_${version}_SHA256SUMS`,
    bytes: Buffer.from(sums(summed)),
  }
  await write(registry, [...summed, sha256sums])
}

/** The provider network mirror protocol, which is also a packed filesystem mirror. Other versions there stay. */
async function writeMirror(folder: string, version: string, archives: Archive[]): Promise<void> {
  const found = archives.map(({ platform: name, name: url, hashes }) => [name, { url, hashes }])
  const index = await readFile(join(folder, 'index.json'), 'utf8').catch(() => '{}')
  const { versions } = JSON.parse(index) as { versions?: object }
  await write(folder, [
    { name: 'index.json', bytes: json({ versions: { ...versions, [version]: {} } }) },
    { name: `${version}.json`, bytes: json({ archives: Object.fromEntries(found) }) },
    ...archives,
  ])
}

async function write(folder: string, files: Pick<Entry, 'name' | 'bytes'>[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const { name, bytes } of files) await writeFile(join(folder, name), bytes)
}

function json(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`)
}
