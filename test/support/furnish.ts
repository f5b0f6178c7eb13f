// Makes what an operation needs to succeed: each gets a place of its own in a running broker, made over its API.
import type { Operation } from '@reeve/openapi'
import type { Answer, RequestOptions, TestBroker } from './broker.ts'
import { operations, sampleOf, type Sample } from './contract.ts'
import { done, enrol, enrolment, type Made } from './enrol.ts'
import { meansOf, thingOf } from './means.ts'
import type { Place } from './means/part.ts'

export { enrol, type Made } from './enrol.ts'
export type { Place } from './means/part.ts'

/** Makes the objects that an operation's path names. */
export async function furnish(broker: TestBroker, operation: Operation): Promise<Place> {
  const place: Place = { path: '', made: {} }
  let template = ''
  for (const segment of operation.path.split('/').slice(1)) {
    const parameter = /^\{(\w+)\}$/.exec(segment)?.[1]
    place.path += parameter
      ? `/${await entry(broker, operation, parameter, template, place)}`
      : `/${segment}`
    template += `/${segment}`
  }
  await relate(broker, operation, place)
  await meansOf(operation.operationId).prepare?.(broker, place)
  return place
}

/** Makes the object behind a parameter, and tells by which name the path calls it. */
async function entry(
  broker: TestBroker,
  operation: Operation,
  parameter: string,
  template: string,
  place: Place,
) {
  const made = await makeIn(broker, template, place)
  place.made[parameter] = made
  const { schema } = operation.parameters.find(({ name }) => name === parameter)!
  return schema.format === 'uuid' ? made.id : String(made['slug'] ?? made['name'])
}

async function makeIn(broker: TestBroker, template: string, place: Place): Promise<Made> {
  const thing = thingOf(template)
  if (thing) return thing(broker, place)
  const { path, made } = place
  if (template.endsWith('/agents')) return enrol(broker, made['tenant']!)
  if (template === '/api/v1/agent/jobs') return claim(broker)
  const at = (wanted: string) =>
    operations.find((one) => one.method === 'post' && one.path === wanted)
  const own = at(template)
  const create = own ?? at(`/api/v1/${template.split('/').at(-1)}`)
  const { body } = create!
  const answer = await broker.request('POST', own ? path : create!.path, {
    ...(body && { body: sampleOf(body) }),
  })
  return done(answer)
}

/** A list is not empty; and what is made by PUT, e.g. a pool's assignment, is there to be read or deleted. */
async function relate(broker: TestBroker, operation: Operation, place: Place): Promise<void> {
  // Only what has ended can come back.
  if (operation.operationId === 'requeueJob')
    done(await broker.request('POST', place.path.replace(/requeue$/, 'cancel')))
  // A stream ends by itself when what it tells of is over.
  if (operation['x-stream'])
    done(await broker.request('POST', place.path.replace(/[^/]+$/, 'cancel')))
  const beside = operations.filter(({ path }) => path === operation.path)
  const creates = beside.find((one) => one.method === 'put' && one.operationId.startsWith('create'))
  if (creates && creates !== operation) done(await broker.request('PUT', place.path))
  const listed = operation.method === 'get' && beside.some(({ method }) => method === 'post')
  if (listed || operation.operationId === 'listAgents') await makeIn(broker, operation.path, place)
}

/** A job in the hands of an agent, which polled for it; `token` is the agent's session. */
async function claim(broker: TestBroker): Promise<Made> {
  const tenants = operations.find(({ operationId }) => operationId === 'createTenant')!
  const { slug } = sampleOf(tenants.body!)
  const tenant = done(await broker.request('POST', '/api/v1/tenants', { body: { slug } }))
  const agent = await enrol(broker, tenant)
  const job = { type: 'script', payload: { script: 'return 1' } }
  done(await broker.request('POST', `/api/v1/tenants/${tenant.id}/jobs`, { body: job }))
  const polled = await broker.request('POST', '/api/v1/agent/poll', {
    body: { timeout: 30 },
    token: agent.token!,
  })
  const [assignment] = done(polled)['jobs'] as [Sample]
  return { ...assignment, id: String(assignment['job']), token: agent.token! }
}

export interface Performed extends Answer {
  place: Place
  options: RequestOptions
}

/** Calls an operation so that it succeeds, unless `options` see to the contrary. */
export async function perform(
  broker: TestBroker,
  operation: Operation,
  more: RequestOptions = {},
): Promise<Performed> {
  const place = await furnish(broker, operation)
  const options = { ...(await wellMeant(broker, operation, place)), ...more }
  return {
    ...(await broker.request(operation.method.toUpperCase(), place.path, options)),
    place,
    options,
  }
}

/** The body and the credentials that an operation asks for; an agent's report is about the job it holds. */
export async function wellMeant(
  broker: TestBroker,
  operation: Operation,
  place?: Place,
): Promise<RequestOptions> {
  const { call } = meansOf(operation.operationId)
  if (call) return call(broker, place)
  const byAgent = operation.security.some((alternative) => 'agent' in alternative)
  const held = byAgent ? place?.made['job'] : undefined
  const agent = byAgent ? (held ?? (await enrol(broker))) : undefined
  const body =
    operation.operationId === 'createEnrolment'
      ? await enrolment(broker)
      : operation.body && sampleOf(operation.body)
  return {
    ...(body && { body }),
    ...(agent && { token: agent.token! }),
    ...(held && { headers: { 'x-job-token': String(held['job_token']) } }),
  }
}
