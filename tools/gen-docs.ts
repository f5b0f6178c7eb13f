// provider/docs, the provider's reference in the registry's layout, from its model and from examples/terraform.
import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { document } from '@reeve/openapi'
import { deriveModel, type Model, providerAttributes, rows, type Thing } from '@reeve/provider'
import { type Blocks, blocksOf, exampleOf } from './provider-docs/examples.ts'
import { importing } from './provider-docs/import.ts'
import { page } from './provider-docs/page.ts'
import { schemaSection } from './provider-docs/schema.ts'

const examples = resolve(import.meta.dirname, '../examples/terraform')

interface Kind {
  /** The registry's folder, which is also the plural of what it holds. */
  folder: string
  title: string
  /** The keyword of its block in HCL. */
  block: string
  of: (model: Model) => Record<string, Thing>
  /** What else its pages say. */
  more?: (name: string, model: Model, blocks: Blocks) => string[]
}

/** A new kind of thing is a row here. */
const kinds: Kind[] = [
  {
    folder: 'resources',
    title: 'Resource',
    block: 'resource',
    of: (model) => model.resources,
    more: (name, model, blocks) => [importing(document, blocks, model.resources[name]!)],
  },
  {
    folder: 'data-sources',
    title: 'Data Source',
    block: 'data',
    of: (model) => model.dataSources,
  },
]

export async function docs(): Promise<Map<string, string>> {
  const model = deriveModel(document, rows)
  const blocks = blocksOf(await read(examples))
  const pages = kinds.flatMap((kind) =>
    Object.values(kind.of(model)).map((thing): [string, string] => [
      `provider/docs/${kind.folder}/${shortName(thing)}.md`,
      pageOf(kind, thing, model, blocks),
    ]),
  )
  return new Map([['provider/docs/index.md', index(blocks)], ...pages])
}

function pageOf({ title, block, more }: Kind, thing: Thing, model: Model, blocks: Blocks): string {
  return page({
    title: `${thing.name} (${title})`,
    description: thing.description,
    sections: [
      `## Example Usage\n\n${exampleOf(blocks, block, thing, document)}`,
      schemaSection(thing.attributes, block === 'resource'),
      ...(more?.(thing.name, model, blocks) ?? []),
    ],
  })
}

function index(blocks: Blocks): string {
  return page({
    title: 'Reeve Provider',
    heading: 'Reeve Provider',
    description:
      'Tenants, plans, pools, credentials and tasks of a Reeve broker, declared. Every attribute is a property of ' +
      "the broker's API, spelled the same.",
    sections: [
      `## Example Usage\n\n${exampleOf(blocks, 'provider', { name: 'reeve', attributes: [] }, document)}`,
      schemaSection(providerAttributes),
    ],
  })
}

const shortName = ({ name }: Thing) => name.replace(/^reeve_/, '')

async function read(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder))
    .filter((name) => /\.(tf|tfquery\.hcl)$/.test(name))
    .toSorted()
  const texts = names.map(
    async (name) => [name, await readFile(resolve(folder, name), 'utf8')] as const,
  )
  return new Map(await Promise.all(texts))
}
