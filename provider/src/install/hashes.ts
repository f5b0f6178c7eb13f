// The checksums by which Terraform and OpenTofu know a package: of the zip, and of what is in it.
import { createHash } from 'node:crypto'
import type { Entry } from './zip.ts'

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Of the zip as a file: `zh:` in a lock file, without the prefix in SHA256SUMS. */
export function zipHash(zipped: Buffer): string {
  return `zh:${sha256(zipped)}`
}

/** Of the files in it, however they are compressed: `h1:` in a lock file (the hash of Go's module sums). */
export function contentHash(entries: Entry[]): string {
  const lines = entries.map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`)
  const byName = lines.toSorted((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1))
  return `h1:${createHash('sha256').update(byName.join('')).digest('base64')}`
}

/** The lines that `sha256sum --check` reads. */
export function sums(files: Pick<Entry, 'name' | 'bytes'>[]): string {
  return files.map(({ name, bytes }) => `${sha256(bytes)}  ${name}\n`).join('')
}
