// Makes every generated file; with --check it makes them in memory and fails where the tree differs.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { contract } from './gen-contract.ts'
import { stream } from './gen-stream.ts'

const root = resolve(import.meta.dirname, '..')
const check = process.argv.includes('--check')

/** Each maker yields files (path from the root → text); later ones may read what earlier ones wrote. */
const makers: Array<() => Promise<Map<string, string>>> = [contract, stream]

const stale: string[] = []
for (const make of makers) {
  for (const [path, text] of await make()) {
    const file = resolve(root, path)
    const current = await readFile(file, 'utf8').catch(() => undefined)
    if (current === text) continue
    if (check) stale.push(relative(root, file))
    else {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
      console.log(`made ${relative(root, file)}`)
    }
  }
}
if (stale.length > 0) {
  console.error(`Out of date: ${stale.join(', ')}. Run \`npm run gen\` and commit the result.`)
  process.exit(1)
}
