// The contract as it is, seen as resources and data sources.
import { document } from '@reeve/openapi'
import { expect, test } from 'vitest'
import { rows } from '../resources.ts'
import { deriveModel } from './derive.ts'
import type { Thing } from './model.ts'
import { schemaOf } from './schema-json.ts'

const { resources, dataSources } = deriveModel(document, rows)
const attribute = (thing: Thing | undefined, name: string) =>
  thing?.attributes.find((it) => it.name === name)

test('a tenant-owned noun takes its tenant from the path', () => {
  const token = resources['reeve_agent_token']
  expect(token?.places).toEqual([
    {
      collection: '/api/v1/tenants/{tenant}/agent-tokens',
      item: '/api/v1/tenants/{tenant}/agent-tokens/{id}',
      lists: ['/api/v1/agent-tokens', '/api/v1/tenants/{tenant}/agent-tokens'],
    },
  ])
  expect(attribute(token, 'tenant')).toMatchObject({ required: true, parameter: true })
})

test('what lives in two places has an optional tenant, and the longer path is tried first', () => {
  const token = resources['reeve_api_token']
  expect(token?.places.map(({ item }) => item)).toEqual([
    '/api/v1/tenants/{tenant}/api-tokens/{id}',
    '/api/v1/api-tokens/{id}',
  ])
  expect(attribute(token, 'tenant')).toMatchObject({ optional: true, parameter: true })
  expect(attribute(token, 'tenant')?.computed).toBeUndefined()
})

test('an assignment is its path', () => {
  const assignment = resources['reeve_pool_assignment']
  expect(assignment).toMatchObject({
    assigned: true,
    places: [
      {
        item: '/api/v1/pools/{pool}/tenants/{tenant}',
        lists: ['/api/v1/pools/{pool}/tenants'],
      },
    ],
  })
  expect(assignment?.updatable).toBeUndefined()
  expect(attribute(assignment, 'pool')).toMatchObject({ required: true })
})

test('a shown-once token is in the resource, not in its data source', () => {
  expect(attribute(resources['reeve_agent_token'], 'token')).toMatchObject({
    sensitive: true,
    computed: true,
    steady: true,
  })
  expect(attribute(dataSources['reeve_agent_token'], 'token')).toBeUndefined()
})

test('a name is a natural key where the address takes one, and what is marked comes first', () => {
  expect(resources['reeve_agent_token']?.key).toBe('name')
  expect(resources['reeve_bootstrap_token']?.key).toBeUndefined()
  const marked = structuredClone(document)
  marked.components.schemas['Pool']!.properties!['description']!['x-terraform'] = 'identity'
  const { resources: others } = deriveModel(marked, [{ name: 'pool', noun: 'Pool' }])
  expect(others['reeve_pool']?.key).toBe('description')
})

test('what can only be listed has no data source of one', () => {
  expect(dataSources['reeve_ban']).toBeUndefined()
  expect(dataSources['reeve_bans']).toMatchObject({ list: 'bans' })
})

test('an agent that is to come is declared; how it is doing is for data sources', () => {
  const [declared, read] = [resources['reeve_agent'], dataSources['reeve_agent']]
  expect(declared?.attributes.map(({ name }) => name).toSorted()).toEqual([
    'administration',
    'created_at',
    'id',
    'name',
    'pool',
    'public_key',
    'tenant',
  ])
  expect(attribute(declared, 'public_key')).toMatchObject({ optional: true, computed: true })
  expect(attribute(read, 'liveness')).toMatchObject({ computed: true })
  expect([declared?.key, read?.key]).toEqual([undefined, undefined]) // agents of one name are several
  expect(dataSources['reeve_agents']).toMatchObject({
    list: 'agents',
    filters: ['tenant', 'pool', 'liveness', 'admission'],
  })
})

test('jobs can be read and listed but not declared', () => {
  const { found, attributes } = resources['reeve_job']!
  expect(found).toBe(true)
  expect(attributes.filter((it) => it.required).map(({ name }) => name)).toEqual(['tenant'])
  expect(attributes.some((it) => it.optional)).toBe(false)
})

test('revision and updated_at are nobody’s attributes', () => {
  for (const { attributes } of [...Object.values(resources), ...Object.values(dataSources)]) {
    const names = JSON.stringify(attributes.map(({ name, type }) => [name, type]))
    expect(names).not.toMatch(/revision|updated_at/)
  }
})

test('the schema has Terraform’s form', () => {
  const schema = schemaOf(document, rows) as {
    provider_schemas: Record<string, Record<string, object>>
  }
  const [address, provider] = Object.entries(schema.provider_schemas)[0]!
  expect(address).toMatch(/\/reeve\/reeve$/)
  expect(Object.keys(provider)).toEqual([
    'provider',
    'resource_schemas',
    'data_source_schemas',
    'ephemeral_resource_schemas',
    'functions',
    'resource_identity_schemas',
    'list_resource_schemas',
    'action_schemas',
  ])
  expect(provider['resource_schemas']).toMatchObject({
    reeve_pool: {
      version: 0,
      block: {
        attributes: {
          labels: {
            type: ['set', 'string'],
            optional: true,
            computed: true,
            description_kind: 'plain',
          },
          name: { type: 'string', required: true },
        },
      },
    },
  })
})
