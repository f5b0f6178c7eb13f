// A broker with an app `orders` of the tenant acme, its launch tokens, and the agents that come with them.
import type { Answer } from './broker.ts'
import { enrolWith } from './proofs.ts'
import { type OpenBroker, startOpenBroker } from './tables.ts'
import { type Launch, launchBody } from './tokens.ts'

export const launchTokensAt = '/api/v1/tenants/acme/apps/orders/launch-tokens'

export interface Orders extends AsyncDisposable {
  broker: OpenBroker
  create: (more?: object) => Promise<Answer>
  newToken: (more?: object) => Promise<{ id: string; token: string }>
  /** What is read of a launch token. */
  stateOf: (id: string) => Promise<Answer['body']>
  /** An agent comes with a launch token; `signed` is what it signs in place of what it sends. */
  launch: (its: Launch, signed?: Parameters<typeof launchBody>[2]) => Promise<Answer>
}

export async function startOrders(): Promise<Orders> {
  const broker = await startOpenBroker()
  await broker.request('POST', '/api/v1/tenants', { body: { slug: 'acme' } })
  const app = { name: 'orders', scopes: ['read:data:*', 'write:data:customers'] }
  await broker.request('POST', '/api/v1/tenants/acme/apps', { body: app })
  const create = (more: object = {}) =>
    broker.request('POST', launchTokensAt, {
      body: { agent_name: 'reader', allowed_scope: ['read:data:customers'], ...more },
    })
  return {
    broker,
    create,
    newToken: async (more) => (await create(more)).body,
    stateOf: async (id) => (await broker.request('GET', `${launchTokensAt}/${id}`)).body,
    launch: async (its, signed) => enrolWith(broker, await launchBody(broker, its, signed)),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  }
}
