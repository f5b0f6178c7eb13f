// What the operations on apps, launch tokens and bootstrap tokens need.
import type { TestBroker } from '../broker.ts'
import { operations, sampleOf } from '../contract.ts'
import { done, type Made } from '../enrol.ts'
import type { Part } from './part.ts'

/** What it let in ends. */
const ends = { also: ['revocation'] }

/** Credentials of a new app of a new tenant. */
async function newApp(broker: TestBroker, tenant?: Made): Promise<Record<string, string>> {
  const { id } = tenant ?? (await make(broker, 'createTenant'))
  return (await make(broker, 'createApp', id)) as unknown as Record<string, string>
}

async function make(broker: TestBroker, operationId: string, tenant = ''): Promise<Made> {
  const { path, body } = operations.find((one) => one.operationId === operationId)!
  return done(
    await broker.request('POST', path.replace('{tenant}', tenant), { body: sampleOf(body!) }),
  )
}

export const apps: Part = {
  operations: {
    authenticateApp: {
      call: async (broker) => {
        const { client_id, client_secret } = await newApp(broker)
        return { body: { client_id, client_secret } }
      },
    },
    revokeLaunchToken: ends,
    revokeBootstrapToken: ends,
  },
  things: {},
}

/** A token of a new app of a tenant. */
export async function appToken(broker: TestBroker, tenant: Made): Promise<string> {
  const { client_id, client_secret } = await newApp(broker, tenant)
  const got = await broker.request('POST', '/api/v1/app/auth', {
    body: { client_id, client_secret },
  })
  return String(done(got)['access_token'])
}
