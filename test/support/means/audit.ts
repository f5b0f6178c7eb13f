// What the operations on the audit trail need.
import { randomUUID } from 'node:crypto'
import type { Part } from './part.ts'

export const audit: Part = {
  operations: {},
  things: {
    /** Of a pool that is made for it. */
    '/api/v1/audit-events': async (broker) => {
      await broker.request('POST', '/api/v1/pools', { body: { name: `audited-${randomUUID()}` } })
      const { body } = await broker.request('GET', '/api/v1/audit-events?limit=1')
      return body.items[0]
    },
  },
}
