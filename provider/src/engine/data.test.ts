// Lists are read to their last page, with the filters in the query and the owner in the path.
import { document } from '@reeve/openapi'
import { expect, test } from 'vitest'
import { rows } from '../resources.ts'
import type { Call } from './client.ts'
import { readData } from './data.ts'
import { deriveModel } from './derive.ts'

const { dataSources } = deriveModel(document, rows)

test('all pages of a list make one result', async () => {
  const asked: string[] = []
  const client = async ({ path }: Call) => {
    asked.push(path)
    const next = ['second', null][asked.length - 1] ?? null
    return { items: [{ id: String(asked.length) }], next_cursor: next }
  }
  const config = { tenant: 'acme', liveness: 'online', pool: null, agents: null }
  const state = await readData(client, dataSources['reeve_agents']!, config)
  expect(asked).toEqual([
    '/api/v1/tenants/acme/agents?limit=1000&liveness=online',
    '/api/v1/tenants/acme/agents?limit=1000&liveness=online&cursor=second',
  ])
  expect(state).toMatchObject({ tenant: 'acme', agents: [{ id: '1', pool: null }, { id: '2' }] })
})

test('without an owner the list of all is asked, and names are escaped', async () => {
  const asked: string[] = []
  const client = async ({ path }: Call) => {
    asked.push(path)
    return { items: [], next_cursor: null }
  }
  await readData(client, dataSources['reeve_agents']!, { tenant: null, pool: 'a&b' })
  await readData(client, dataSources['reeve_agent_tokens']!, { tenant: 'a/../b' })
  const upwards = readData(client, dataSources['reeve_agent_tokens']!, { tenant: '..' })
  await expect(upwards).rejects.toThrow('tenant is not valid')
  expect(asked).toEqual([
    '/api/v1/agents?limit=1000&pool=a%26b',
    '/api/v1/tenants/a%2F..%2Fb/agent-tokens?limit=1000',
  ])
})
