// What the operations on sessions, tokens and signing keys need.
import type { TestBroker } from '../broker.ts'
import { done, type Made } from '../enrol.ts'
import { challenge, enrolKeyed, resumption } from '../keyed.ts'
import type { Part } from './part.ts'

let count = 0

async function newTenant(broker: TestBroker): Promise<string> {
  const slug = `tokens-${++count}`
  done(await broker.request('POST', '/api/v1/tenants', { body: { slug } }))
  return slug
}

const newAgent = async (broker: TestBroker, scope: string[] = []) =>
  enrolKeyed(broker, await newTenant(broker), scope)

/** A key that may be withdrawn: another is ready to sign. Paths name it by its kid. */
async function newKey(broker: TestBroker): Promise<Made> {
  const body = { publish_seconds: 0 }
  const { kid, id } = done(await broker.request('POST', '/api/v1/signing-keys/rotate', { body }))
  return { id, kid, name: kid }
}

export const tokens: Part = {
  operations: {
    releaseAgentSession: {
      call: async (broker) => ({ token: (await newAgent(broker)).token }),
    },
    revokeSigningKey: { also: ['revocation'] },
    delegateSession: {
      async call(broker) {
        const scope = ['read:data:*']
        const from = await newAgent(broker, scope)
        const to = await enrolKeyed(broker, from.tenant)
        return { token: from.token, body: { delegate_to: to.sub, scope } }
      },
    },
    resumeAgentSession: {
      async call(broker) {
        const body = resumption(await newAgent(broker), await challenge(broker))
        return { body }
      },
    },
    validateToken: {
      call: async (broker) => ({ body: { token: (await newAgent(broker)).token } }),
    },
    introspectToken: {
      call: async (broker) => ({ body: { token: (await newAgent(broker)).token } }),
    },
  },
  things: { '/api/v1/signing-keys': newKey },
}
