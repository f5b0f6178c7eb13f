// How an object that exists already is taken over: the command and the block, for each form of its id.
import type { Document } from '@reeve/openapi'
import { identityAttributes, importForms, type Resource } from '@reeve/provider'
import { type Blocks, labelOf, sampleOf } from './examples.ts'
import { fenced } from './page.ts'

export function importing(document: Document, blocks: Blocks, resource: Resource): string {
  const ids = importForms(resource).map((form) =>
    form.map((name) => JSON.parse(sampleOf(name, resource.noun, document)) as string).join('/'),
  )
  const address = `${resource.name}.${labelOf(blocks, 'resource', resource.name)}`
  const command = ids.map((id) => `terraform import ${address} ${id}`).join('\n')
  const block = `import {\n  to = ${address}\n  id = "${ids[0]}"\n}`
  const forms = importForms(resource).map(
    (form) => `\`${form.map((name) => `<${name}>`).join('/')}\``,
  )
  return [
    '## Import',
    `What exists already is named by ${forms.join(' or ')}.`,
    'With the command:',
    fenced('shell', command),
    'With a block, Terraform 1.5 or later or OpenTofu:',
    fenced('terraform', block),
    ...byIdentity(document, address, resource),
  ].join('\n\n')
}

/** The identity is what `terraform query` and the state call it by: its id and the names of what it belongs to. */
function byIdentity(document: Document, address: string, resource: Resource): string[] {
  const parts = identityAttributes(resource)
  if (parts.length === 0) return []
  const width = Math.max(...parts.map(({ name }) => name.length))
  const lines = parts.map(
    ({ name }) => `    ${name.padEnd(width)} = ${sampleOf(name, resource.noun, document)}`,
  )
  const block = `import {\n  to = ${address}\n  identity = {\n${lines.join('\n')}\n  }\n}`
  const told = parts.map(({ name, description, optional }) => {
    const often = optional ? ' Left out where there is none.' : ''
    return `- \`${name}\` ${description.trim().replaceAll(/\s+/g, ' ')}${often}`
  })
  return ['By its identity, Terraform 1.12 or later:', fenced('terraform', block), told.join('\n')]
}
