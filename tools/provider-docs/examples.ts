// The example of a page: what examples/terraform has of it, else the least that is valid, made from the contract's samples.
import type { Document, Schema } from '@reeve/openapi'
import type { Attribute, Thing } from '@reeve/provider'
import { fenced } from './page.ts'

type Shown = Pick<Thing, 'name' | 'attributes'> & Partial<Thing>

interface Block {
  file: string
  kind: string
  /** The type in the block's head, such as `reeve_pool`. */
  type: string
  label: string
  /** With the comment above it. */
  text: string
}

export interface Blocks {
  files: Map<string, string>
  all: Block[]
}

/** `terraform fmt` puts a block's first and last line at the margin, and nothing else that opens or closes one. */
export function blocksOf(files: Map<string, string>): Blocks {
  const pattern =
    /((?:^#.*\n)*)^(\w+)(?: "(\w+)")?(?: "(\w+)")?[^\n]*\{(?:\n(?:(?!\}).*\n)*\}|[^\n]*\})$/gm
  const all = [...files].flatMap(([file, content]) =>
    [...content.matchAll(pattern)].map(([text, , kind = '', type = '', label = '']) => ({
      file,
      kind,
      type,
      label,
      text,
    })),
  )
  return { files, all }
}

/** A file of a resource's own is shown whole; of other files the blocks that show the thing. */
export function exampleOf(blocks: Blocks, kind: string, thing: Shown, document: Document): string {
  const found = shownOf(blocks, kind, thing.name)
  if (found.length === 0) return fenced('terraform', least(kind, thing, document))
  const own = ['resource', 'provider'].includes(kind) && fileOf(blocks, found)
  return fenced('terraform', own || found.map(({ text }) => text).join('\n\n'))
}

/** The label that the first example of a thing has. */
export function labelOf(blocks: Blocks, kind: string, name: string): string {
  const found = shownOf(blocks, kind, name)
  return found[0]?.label ?? 'example'
}

const shownOf = ({ all }: Blocks, kind: string, name: string): Block[] =>
  all.filter((block) => block.kind === kind && block.type === name)

function fileOf({ files, all }: Blocks, found: Block[]): string | undefined {
  const { kind, type } = found[0]!
  const own = found.find(({ file }) =>
    all.every((other) => other.file !== file || other.kind !== kind || other.type === type),
  )
  return own && files.get(own.file)
}

function least(kind: string, thing: Shown, document: Document): string {
  const needed = thing.attributes.filter(({ name, required }) => required || name === thing.key)
  // What is found by nothing that it must be given is found by its id.
  const asked = needed.some(({ name }) => name === thing.key) ? needed : [...needed, ...idOf(thing)]
  const width = Math.max(0, ...asked.map(({ name }) => name.length))
  const lines = asked.map(
    ({ name }) => `  ${name.padEnd(width)} = ${sampleOf(name, thing.noun, document)}`,
  )
  const said = configured[kind]?.(lines) ?? lines
  const body = said.length === 0 ? '{}' : `{\n${said.join('\n')}\n}`
  return `${kind} "${thing.name}" "example" ${body}`
}

/** Blocks whose arguments stand in a block of their own. */
const configured: Record<string, (lines: string[]) => string[]> = {
  action: (lines) => ['  config {', ...lines.map((line) => `  ${line}`), '  }'],
  list: (lines) => ['  provider = reeve', ...configured['action']!(lines)],
}

const idOf = ({ attributes }: { attributes: Attribute[] }) =>
  attributes.filter(({ name, optional }) => name === 'id' && optional)

/** The contract's own example of a property, as HCL: of the noun, else of the noun that the property names. */
export function sampleOf(name: string, noun: string | undefined, document: Document): string {
  const { schemas } = document.components
  const own = noun && exampleOfSchema(schemas[noun])?.[name]
  const named = exampleOfSchema(schemas[pascal(name)])
  const value = own ?? named?.['slug'] ?? named?.['name'] ?? named?.['id'] ?? name
  return JSON.stringify(value)
}

function exampleOfSchema(schema: Schema | undefined): Record<string, unknown> | undefined {
  return schema?.examples?.[0] as Record<string, unknown> | undefined
}

const pascal = (name: string) =>
  name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
