// Lays the provider where Terraform and OpenTofu look for it: an unpacked filesystem mirror.
import { readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { hosts, shortAddress } from '../address.ts'
import { bundle, contract, versionOf, writeProgram } from './bundle.ts'
import { platform } from './platform.ts'
import type { Source } from './bundle.ts'

export interface Installed {
  dir: string
  version: string
  files: string[]
  /** The same version was there with other content: lock files that name it no longer fit. */
  replaced: boolean
}

/** Both engines look here when nothing else is configured. */
export function defaultDir(): string {
  return join(homedir(), '.terraform.d', 'plugins')
}

export async function installProvider(
  dir = defaultDir(),
  source: Source = contract,
): Promise<Installed> {
  const version = await versionOf()
  const text = await bundle(source)
  const name = `terraform-provider-reeve_v${version}`
  const files = hosts.map((host) => join(dir, host, shortAddress, version, platform(), name))
  const before = await Promise.all(
    files.map((file) => readFile(file, 'utf8').catch(() => undefined)),
  )
  for (const file of files) {
    // Removed first, so that a copy that runs now keeps its file.
    await rm(file, { force: true })
    await writeProgram(file, text)
  }
  const replaced = before.some((old) => old !== undefined && old !== text)
  return { dir, version, files, replaced }
}
