// The schema of a page: what is required, optional and read-only, and what is nested in it.
import { type Attribute, needsReplacement } from '@reeve/provider'

interface Part {
  attributes: Attribute[]
  /** The way to it from the page's top; empty at the top. */
  path: string[]
  /** It is a resource's: what cannot change in place is said. */
  declared: boolean
}

const groups: Array<{ title: string; holds: (attribute: Attribute) => boolean }> = [
  { title: 'Required', holds: ({ required }) => Boolean(required) },
  { title: 'Optional', holds: ({ optional }) => Boolean(optional) },
  { title: 'Read-Only', holds: ({ required, optional }) => !required && !optional },
]

export function schemaSection(attributes: Attribute[], declared = false): string {
  const top = { attributes, path: [], declared }
  return ['## Schema', ...groupsOf(top), ...nestedOf(top)].join('\n\n')
}

function groupsOf({ attributes, path, declared }: Part): string[] {
  return groups.flatMap(({ title, holds }) => {
    const lines = attributes
      .filter(holds)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((attribute) => line(attribute, path, declared))
    const heading = path.length === 0 ? `### ${title}` : `${title}:`
    return lines.length === 0 ? [] : [heading, lines.join('\n')]
  })
}

function nestedOf({ attributes, path, declared }: Part): string[] {
  return attributes.flatMap(({ name, nested }) => {
    if (!nested) return []
    const inner = { attributes: nested.attributes, path: [...path, name], declared }
    const anchor = `<a id="${anchorOf(inner.path)}"></a>`
    const heading = `### Nested Schema for \`${inner.path.join('.')}\``
    return [`${anchor}\n\n${heading}`, ...groupsOf(inner), ...nestedOf(inner)]
  })
}

const anchorOf = (path: string[]) => `nestedatt--${path.join('--')}`

function line(attribute: Attribute, path: string[], declared: boolean): string {
  const { name, nested, description } = attribute
  const flags = [
    typeName(attribute),
    attribute.sensitive && 'Sensitive',
    attribute.instead && 'Write-only',
  ]
  const below = nested && `(see [below](#${anchorOf([...path, name])}))`
  const said = [
    `- \`${name}\` (${flags.filter(Boolean).join(', ')})`,
    ...oneLine(description),
    ...remarks(attribute, declared),
    below,
  ]
  return said.filter(Boolean).join(' ')
}

/** In a list a paragraph's end would end the item. */
function oneLine(description: string): string[] {
  return [description.trim().replaceAll(/\s+/g, ' ')]
}

function remarks(attribute: Attribute, declared: boolean): string[] {
  const { default: preset, rules } = attribute
  const known = rules?.enum ?? rules?.items?.enum
  return [
    ...(known ? [`One of ${known.map((value) => code(value)).join(', ')}.`] : []),
    ...(preset !== undefined && preset !== null ? [`Default: ${code(preset)}.`] : []),
    ...(declared && needsReplacement(attribute) ? ['Changing it replaces the resource.'] : []),
  ]
}

const code = (value: unknown) => `\`${JSON.stringify(value)}\``

function typeName({ type, nested, json }: Attribute): string {
  if (json) return 'String, JSON'
  if (nested) return nested.mode === 'single' ? 'Attributes' : `Attributes ${capital(nested.mode)}`
  return named(type)
}

export function named(type: Attribute['type']): string {
  if (typeof type === 'string') return { string: 'String', number: 'Number', bool: 'Boolean' }[type]
  const [kind, inner] = type
  return kind === 'object' ? 'Object' : `${capital(kind)} of ${named(inner)}`
}

const capital = (word: string) => word[0]!.toUpperCase() + word.slice(1)
