// A private file that is written whole or not at all: beside, flushed, renamed.
import { open, rename, rm } from 'node:fs/promises'

export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`
  try {
    await rm(draft, { force: true })
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {})
    throw cause
  }
}
