// The generated classes: every resource and data source of the schema is there, with all it has.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { l1 } from '@reeve/constructs'
import { rows } from '@reeve/provider'
import { TerraformDataSource, TerraformResource } from 'cdktf'
import { expect, test } from 'vitest'
import { synthesise } from '../support/cdktf.ts'

interface Attribute {
  required?: boolean
  optional?: boolean
}
type Schemas = Record<string, { block: { attributes: Record<string, Attribute> } }>
const file = new URL('../../provider/schema.json', import.meta.url)
const { provider_schemas } = JSON.parse(readFileSync(file, 'utf8')) as {
  provider_schemas: Record<string, { resource_schemas: Schemas; data_source_schemas: Schemas }>
}
const provider = Object.values(provider_schemas)[0]!

/** Resources that are there to be listed and not to be declared. */
const found = rows.filter((row) => row.dataOnly).map(({ name }) => `reeve_${name}`)

type Class = { tfResourceType: string; prototype: object }
const classes = Object.values(l1).filter(
  (it) => typeof it === 'function' && 'tfResourceType' in it,
) as unknown as Class[]

test.each([
  ['resource', TerraformResource, provider.resource_schemas],
  ['data source', TerraformDataSource, provider.data_source_schemas],
] as const)('every %s has a class, and every attribute a property', (_, base, schemas) => {
  const own = classes.filter(({ prototype }) => prototype instanceof base)
  const types = own.map((it) => it.tfResourceType)
  const made = Object.keys(schemas).filter(
    (it) => base === TerraformDataSource || !found.includes(it),
  )
  expect(types.toSorted()).toEqual(made.toSorted())
  for (const { tfResourceType, prototype } of own) {
    const { attributes } = schemas[tfResourceType]!.block
    expect(Object.getOwnPropertyNames(prototype)).toEqual(
      expect.arrayContaining(Object.entries(attributes).flatMap(propertiesOf)),
    )
  }
})

/** Its getter, and where it can be given also what was given. */
function propertiesOf([name, { required, optional }]: [string, Attribute]): string[] {
  const property = name.replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase())
  return required || optional ? [property, `${property}Input`] : [property]
}

test('a data source of many is read by its elements', () => {
  const { text } = synthesise((stack) => {
    const agents = new l1.DataReeveAgents(stack, 'agents', { liveness: 'online' })
    new l1.Pool(stack, 'copy', { name: 'copy', description: agents.agents.get(0).name })
  })
  expect(text).toContain('"description": "${data.reeve_agents.agents.agents[0].name}"')
})

test('an object that exists can be imported', () => {
  const { text } = synthesise((stack) => {
    l1.Tenant.generateConfigForImport(stack, 'acme', 'acme')
  })
  expect(JSON.parse(text)).toMatchObject({ import: [{ id: 'acme', to: 'reeve_tenant.acme' }] })
})

test('the main entry loads without the Kubernetes provider', () => {
  const loaded = Object.keys(createRequire(import.meta.url).cache)
  expect(loaded.some((path) => path.includes('node_modules/cdktf/'))).toBe(true)
  expect(loaded.filter((path) => path.includes('provider-kubernetes'))).toEqual([])
})
