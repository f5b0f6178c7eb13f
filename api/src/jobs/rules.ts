// What a job may be, beyond its schema.
import { problem } from '../problem.ts'
import { systemTenant } from '../tenants/rules.ts'

/** Largest payload as JSON, in bytes. */
const maxPayload = 1_048_576

export function payloadFits(payload: unknown): void {
  const size = Buffer.byteLength(JSON.stringify(payload))
  if (size <= maxPayload) return
  const detail = `has ${size} bytes as JSON; at most ${maxPayload} are allowed`
  throw problem('too-large', `The payload ${detail}. Pass a reference to the data instead.`, {
    errors: [{ in: 'body', pointer: '/payload', detail }],
  })
}

/** The platform has agents, but no work of its own: nobody would ever run it. */
export function ofCustomer(tenant: string): void {
  if ([systemTenant.id, systemTenant.slug].includes(tenant.toLowerCase()))
    throw problem('conflict', 'The system tenant has no jobs. Submit the job for a customer.')
}
