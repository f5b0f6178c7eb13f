// The guides in the registry's layout: docs/guides with front matter, their links as seen from there.
import { readdir, readFile } from 'node:fs/promises'
import { join, posix, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const from = 'docs/guides'
const to = 'provider/docs/guides'

export async function guides(): Promise<Array<[string, string]>> {
  const names = (await readdir(join(root, from))).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  )
  return Promise.all(
    names
      .toSorted()
      .map(async (name): Promise<[string, string]> => [
        `${to}/${name}`,
        guide(name, await readFile(join(root, from, name), 'utf8')),
      ]),
  )
}

function guide(name: string, text: string): string {
  const [heading = '', ...rest] = text.split('\n')
  const title = heading.replace(/^# /, '')
  const front = [
    '---',
    `page_title: ${JSON.stringify(title)}`,
    `subcategory: "Guides"`,
    '---',
  ].join('\n')
  const mark = `<!-- Made by \`npm run gen\` from ${from}/${name}. -->`
  return [front, mark, heading, rest.join('\n').trim()].join('\n\n').replaceAll(link, moved) + '\n'
}

/** A link to a file; what has a scheme or only a fragment stays. */
const link = /\]\((?![a-z]+:|#)([^)#]+)(#[^)]*)?\)/g

/** A guide stays a neighbour; all else is where it was. */
function moved(_: string, target: string, fragment = ''): string {
  const path = posix.join(from, target)
  const own = posix.dirname(path) === from && posix.basename(path) !== 'README.md'
  return `](${own ? posix.basename(path) : posix.relative(to, path)}${fragment})`
}
