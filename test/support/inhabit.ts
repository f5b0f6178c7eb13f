// A tenant with something of everything that tenants can own.
import { expect } from 'vitest'
import type { TestBroker } from './broker.ts'
import { operations, sampleOf } from './contract.ts'
import { enrol, type Made } from './enrol.ts'
import type { Tables } from './tables.ts'

/** How tenants come to own something; a new noun is among them. */
const owned = operations.filter(
  ({ method, path }) => method === 'post' && /^\/api\/v1\/tenants\/\{tenant\}\/[a-z-]+$/.test(path),
)

/** A tenant with something in every table that tenants have rows in. */
export async function inhabit(broker: TestBroker, tables: Tables, slug: string): Promise<Made> {
  const make = async (method: string, path: string, body?: object): Promise<Made> => {
    const answer = await broker.request(method, path, body && { body })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body as Made
  }
  const tenant = await make('POST', '/api/v1/tenants', { slug })
  const at = `/api/v1/tenants/${slug}`
  await make('POST', '/api/v1/pools', { name: `${slug}-pool` })
  await make('PUT', `/api/v1/pools/${slug}-pool/tenants/${slug}`)
  for (const { path, body } of owned)
    await make('POST', path.replace('{tenant}', slug), sampleOf(body!))
  const [app] = (await broker.request('GET', `${at}/apps`)).body.items
  const launch = { agent_name: 'one', allowed_scope: app.scopes }
  await make('POST', `${at}/apps/${app.id}/launch-tokens`, launch)
  await enrol(broker, tenant)
  await make('POST', `${at}/agent-tokens`, { name: 'over' })
  await make('POST', `${at}/agent-tokens/over/revoke`) // a revocation
  const job = { type: 'script', payload: { script: 'return 1' } }
  const waiting = await make('POST', `${at}/jobs`, job)
  await make('POST', `${at}/jobs/${(await make('POST', `${at}/jobs`, job)).id}/cancel`)
  const twice = await make('POST', `${at}/jobs`, job)
  for (const verb of ['cancel', 'requeue']) await make('POST', `${at}/jobs/${twice.id}/${verb}`)
  await tables.client.query(
    `insert into job_line (job_id, attempt, number, tenant_id, level, text, at) values ($1, 1, 1, $2, 'info', '', now())`,
    [waiting.id, tenant.id],
  )
  await tables.client.query(
    `insert into contender (tenant_id, lane, weight, turn, since, claims) values ($1, 'platform:task', 1, 1, 0, 0)`,
    [tenant.id],
  )
  return tenant
}
