// Makes every generated file; with --check it makes them in memory and fails where the tree differs.
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const check = process.argv.includes('--check')

type Made = Map<string, string>

/**
 * Each maker yields files (path from the root → text), and may read what earlier ones wrote. It is loaded only when
 * its turn comes: a module that reads the contract as it loads must not see the one of before.
 */
const makers: Array<() => Promise<Made>> = [
  async () => (await import('./gen-contract.ts')).contract(),
  async () => (await import('./gen-client.ts')).client(),
  async () => (await import('./gen-stream.ts')).stream(),
  async () => (await import('./gen-provider.ts')).provider(),
  async () => (await import('./gen-constructs.ts')).constructs(),
  async () => (await import('./gen-docs.ts')).docs(),
  async () => (await import('./gen-problems.ts')).problemsPage(),
]

/** Folders that hold generated files alone: what no maker makes any more is removed from them. */
const folders = ['openapi/generated', 'constructs/src/generated', 'provider/docs', 'docs/reference']

const made = new Set<string>()
const stale: string[] = []
for (const make of makers) {
  for (const [path, text] of await make()) {
    const file = resolve(root, path)
    made.add(file)
    if ((await readFile(file, 'utf8').catch(() => undefined)) !== text) await renew(file, text)
  }
}
for (const file of await leftovers()) await renew(file, undefined)

if (stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run \`npm run gen\` and commit the result.`)
  process.exit(1)
}

async function renew(file: string, text: string | undefined): Promise<void> {
  const path = relative(root, file)
  if (check) return void stale.push(path)
  if (text === undefined) {
    await rm(file)
  } else {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  console.log(`${text === undefined ? 'removed' : 'made'} ${path}`)
}

async function leftovers(): Promise<string[]> {
  const entries = folders.map((folder) =>
    readdir(resolve(root, folder), { recursive: true, withFileTypes: true }),
  )
  return (await Promise.all(entries))
    .flat()
    .filter((entry) => entry.isFile())
    .map((entry) => resolve(entry.parentPath, entry.name))
    .filter((file) => !made.has(file))
}
