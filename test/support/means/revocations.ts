// What the operations on revocations and bans need.
import { randomBytes } from 'node:crypto'
import type { TestBroker } from '../broker.ts'
import { enrol, type Made } from '../enrol.ts'
import type { Means, Part } from './part.ts'
import { openTables } from '../tables.ts'

let tenants = 0

async function newTenant(broker: TestBroker): Promise<Made> {
  const body = { slug: `revoked-${++tenants}` }
  return (await broker.request('POST', '/api/v1/tenants', { body })).body as Made
}

const ofTenant = (target: unknown) => ({
  body: { level: 'tenant', target, verb: 'expire', reason: 'It was asked for.' },
})

/** A tenant is one key, and what expired is one row. */
const create: Means = {
  call: async (broker, place) => {
    const tenant = place?.made['tenant'] ?? (await newTenant(broker))
    return ofTenant(tenant['slug'] ?? tenant.id)
  },
}

/** Below a tenant's path it can only be that tenant, whose name the tests know or not. */
const createOfTenant: Means = {
  call: async (broker, place) =>
    place?.made['tenant']
      ? ofTenant(place.made['tenant']['slug'])
      : { body: { level: 'task', target: 'one', verb: 'expire', reason: 'It was asked for.' } },
}

/** A ban, for that can be lifted. */
async function ban(broker: TestBroker, path: string, tenant: Made): Promise<Made> {
  const agent = await enrol(broker, tenant)
  const body = { level: 'agent', target: agent.id, verb: 'ban', reason: 'It was stolen.' }
  const made = await broker.request('POST', path, { body })
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return made.body as Made
}

/** Made in the table: failing so often would ban the address that all tests come from. */
async function failure(broker: TestBroker): Promise<Made> {
  await using tables = await openTables(broker.databaseUrl)
  const { rows } = await tables.client.query<Made>(
    `insert into auth_failure (key, prefix, address, window_at, failures, banned_until, changed_at)
     values ($1, 'abcd', '192.0.2.7', now(), 5, now() + interval '10 minutes', now()) returning id`,
    [randomBytes(32)],
  )
  return rows[0]!
}

export const revocations: Part = {
  operations: { createRevocation: create, createTenantRevocation: createOfTenant },
  things: {
    '/api/v1/revocations': async (broker) =>
      ban(broker, '/api/v1/revocations', await newTenant(broker)),
    '/api/v1/tenants/{tenant}/revocations': (broker, { made }) =>
      ban(broker, `/api/v1/tenants/${made['tenant']!.id}/revocations`, made['tenant']!),
    '/api/v1/bans': failure,
  },
}
