// Looks for secrets wherever Terraform leaves traces: its folder, saved plans as JSON, and all that it printed.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { expect } from 'vitest'
import type { Result, Workspace } from './terraform.ts'

/** `except` names files that a test itself has written a secret to. */
export async function expectNoTrace(
  work: Workspace,
  secrets: string[],
  printed: Result[],
  except: string[] = [],
): Promise<void> {
  const files = await textsBelow(work.dir)
  const left = files.filter(([name]) => !except.includes(name!))
  const texts = [
    ...left,
    ...printed.map(({ stdout, stderr }, at) => [`run ${at}`, stdout + stderr]),
  ]
  expect(left.map(([name]) => name)).toContain('terraform.tfstate')
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(8)
    const spelled = [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')]
    for (const [name, text] of texts)
      for (const one of spelled) expect(text!.includes(one), `${name} holds a secret`).toBe(false)
  }
}

/** Every file below a folder, by its path there. A saved plan is an archive; what is in it is looked at as it is. */
export async function textsBelow(dir: string): Promise<[string, string][]> {
  const names = await readdir(dir, { recursive: true, withFileTypes: true })
  const own = names.filter(
    (it) => it.isFile() && !join(it.parentPath, '').includes('.terraform/providers'),
  )
  return Promise.all(
    own.map(async (it) => {
      const bytes = await readFile(join(it.parentPath, it.name))
      const packed = bytes.subarray(0, 2).toString() === 'PK'
      const text = packed ? unpacked(bytes) : bytes.toString('latin1')
      return [join(it.parentPath, it.name).slice(dir.length + 1), text]
    }),
  )
}

/** Every member of a zip archive, by its central directory. */
function unpacked(zip: Buffer): string {
  const texts: string[] = []
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  let at = zip.readUInt32LE(end + 16)
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)]
    const local = zip.readUInt32LE(at + 42)
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28)
    const bytes = zip.subarray(from, from + size)
    texts.push((method === 8 ? inflateRawSync(bytes) : bytes).toString('latin1'))
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return texts.join('\n')
}
