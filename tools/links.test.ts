// Every link from a document to a file of this repository leads somewhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const folders = ['docs', 'provider/docs', 'examples']
const below = folders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(folder, name),
  ),
)
const pages = ['README.md', 'CONTRIBUTING.md', 'openapi/README.md', ...below].filter((name) =>
  name.endsWith('.md'),
)

/** Code is not read: in it brackets mean something else. */
const linksIn = (text: string): string[] =>
  [
    ...text
      .replaceAll(/^```.*?^```$|`[^`\n]*`/gms, '')
      .matchAll(/\]\((?![a-z]+:|#)([^)#]+)(?:#[^)]*)?\)/g),
  ].map(([, target]) => target!)

test('no link leads to a file that is not there', () => {
  const found = pages.flatMap((page) =>
    linksIn(readFileSync(join(root, page), 'utf8')).map((target) => ({ page, target })),
  )
  expect(found.length).toBeGreaterThan(100)
  expect(
    found.filter(({ page, target }) => !existsSync(join(root, dirname(page), target))),
  ).toEqual([])
})
