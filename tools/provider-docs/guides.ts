// The index of docs/guides, and the guides in the registry's layout: with front matter, their links as seen from there.
import { readdir, readFile } from 'node:fs/promises'
import { join, posix, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const from = 'docs/guides'
const to = 'provider/docs/guides'

export async function guides(): Promise<Array<[string, string]>> {
  const names = (await readdir(join(root, from))).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  )
  // Who begins, begins with the quickstart.
  const ordered = names.toSorted().toSorted((a, b) => Number(isFirst(b)) - Number(isFirst(a)))
  const texts = await Promise.all(ordered.map((name) => readFile(join(root, from, name), 'utf8')))
  const found = ordered.map((name, at): [string, string] => [name, texts[at]!])
  const copies = found.map(([name, text]): [string, string] => [`${to}/${name}`, guide(name, text)])
  return [[`${from}/README.md`, index(found)], ...copies]
}

const isFirst = (name: string) => name === 'quickstart.md'

/** A guide says in its first sentence what it is for. */
function index(found: Array<[string, string]>): string {
  const lines = found.map(([name, text]) => {
    const [heading = '', first = ''] = text.split('\n\n')
    const sentence = first
      .replaceAll('\n', ' ')
      .replace(/(?<=[.:]) .*$/, '')
      .replace(/:$/, '.')
    return `- [${titleOf(heading)}](${name}) – ${sentence}`
  })
  return [
    '<!-- Made by `npm run gen` from the guides beside it. -->',
    '# Guides',
    'Each goes one way from beginning to end. All HCL in them is run or validated by a test.',
    lines.join('\n'),
    'A page for each resource is in [provider/docs](../../provider/docs/index.md).\n',
  ].join('\n\n')
}

const titleOf = (heading: string) => heading.replace(/^# /, '')

function guide(name: string, text: string): string {
  const [heading = '', ...rest] = text.split('\n')
  const front = [
    '---',
    `page_title: ${JSON.stringify(titleOf(heading))}`,
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
