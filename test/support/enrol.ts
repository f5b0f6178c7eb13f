// How tests let an agent in, by the contract's own examples.
import type { Answer, TestBroker } from './broker.ts'
import { operations, sampleOf, type Sample } from './contract.ts'

/** Bodies are made of the contract's examples, so that a new noun needs no line here. */
export type Made = Sample & { id: string; token?: string }

/** A new agent of a tenant, or of a tenant of its own; `token` is its session. */
export async function enrol(broker: TestBroker, tenant?: Made): Promise<Made> {
  const body = await enrolment(broker, tenant)
  const session = done(await broker.request('POST', '/api/v1/agent/enrolments', { body }))
  return { ...session, id: String(session['agent']) }
}

export async function enrolment(broker: TestBroker, tenant?: Made): Promise<Sample> {
  const { id } = tenant ?? (await create(broker, 'createTenant'))
  const { token } = await create(broker, 'createAgentToken', id)
  return { ...sampleOf({ $ref: '#/components/schemas/EnrolmentCreate' }), proof: { token } }
}

async function create(broker: TestBroker, operationId: string, tenant = ''): Promise<Made> {
  const { path, body } = operations.find((one) => one.operationId === operationId)!
  const sample = sampleOf(body!)
  return done(await broker.request('POST', path.replace('{tenant}', tenant), { body: sample }))
}

export function done({ status, body }: Answer): Made {
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
  return body as Made
}
