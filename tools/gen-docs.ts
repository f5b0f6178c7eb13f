// provider/docs, the provider's reference in the registry's layout, from its model and from examples/terraform.
import { readdir, readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { document } from '@reeve/openapi'
import {
  actions,
  deriveModel,
  functions,
  listAttributes,
  listings,
  type Model,
  providerAttributes,
  rows,
  type Thing,
} from '@reeve/provider'
import { type Blocks, blocksOf, exampleOf } from './provider-docs/examples.ts'
import { functionPage } from './provider-docs/functions.ts'
import { guides } from './provider-docs/guides.ts'
import { importing } from './provider-docs/import.ts'
import { page } from './provider-docs/page.ts'
import { schemaSection } from './provider-docs/schema.ts'

const examples = ['terraform', 'operate'].map((name) =>
  resolve(import.meta.dirname, '../examples', name),
)

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
    of: ({ resources }) => only(resources, ({ found }) => !found),
    more: (name, model, blocks) => [importing(document, blocks, model.resources[name]!)],
  },
  {
    folder: 'data-sources',
    title: 'Data Source',
    block: 'data',
    of: (model) => model.dataSources,
  },
  {
    folder: 'list-resources',
    title: 'List Resource',
    block: 'list',
    of: (model) =>
      Object.fromEntries(
        Object.entries(listings(model)).map(([name, source]) => [
          name,
          { ...source, name, attributes: listAttributes(source) },
        ]),
      ),
  },
  { folder: 'actions', title: 'Action', block: 'action', of: (model) => model.actions },
  {
    folder: 'ephemeral-resources',
    title: 'Ephemeral Resource',
    block: 'ephemeral',
    of: (model) => model.ephemerals,
  },
]

export async function docs(): Promise<Map<string, string>> {
  const model = deriveModel(document, rows, actions)
  const blocks = blocksOf(await read(examples))
  const pages = kinds.flatMap((kind) =>
    Object.values(kind.of(model)).map((thing): [string, string] => [
      `provider/docs/${kind.folder}/${shortName(thing)}.md`,
      pageOf(kind, thing, model, blocks),
    ]),
  )
  const called = Object.entries(functions).map(([name, it]): [string, string] => [
    `provider/docs/functions/${name}.md`,
    functionPage(name, it),
  ])
  return new Map([
    ['provider/docs/index.md', index(blocks)],
    ...pages,
    ...called,
    ...(await guides()),
  ])
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

function only<T>(things: Record<string, T>, holds: (thing: T) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(things).filter(([, it]) => holds(it)))
}

/** Every file of some folders; the first folder's examples come first. */
async function read(folders: string[]): Promise<Map<string, string>> {
  const found = folders.map(async (folder) => {
    const names = (await readdir(folder)).filter((name) => /\.(tf|tfquery\.hcl)$/.test(name))
    return names.toSorted().map((name) => resolve(folder, name))
  })
  const texts = (await Promise.all(found))
    .flat()
    .map(async (file) => [file, await readFile(file, 'utf8')] as const)
  return new Map(await Promise.all(texts))
}
