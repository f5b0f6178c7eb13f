// Two brokers on one database, pools with tenants in them, and who holds what: the ground of stories about turns.
import { startBroker, type Answer, type TestBroker } from './broker.ts'
import { openTables } from './tables.ts'
import { submit, tenantOnPlan } from './work.ts'

type Body = Answer['body']

export interface Estate extends AsyncDisposable {
  broker: TestBroker
  second: Awaited<ReturnType<TestBroker['second']>>
  /** A request that has to succeed; its body. */
  call: (method: string, path: string, body?: object) => Promise<Body>
  /** Makes a pool, and a token for its agents. */
  pool: (name: string) => Promise<string>
  /** Makes a tenant of a pool, on a plan of its own. */
  tenant: (slug: string, of: string, limits?: object) => Promise<void>
  /** Submits a script so many times. */
  submitAll: (slug: string, count: number, more?: object) => Promise<string[]>
  /** The same with a script that runs until it is cancelled. */
  spinAll: (slug: string, count: number) => Promise<string[]>
  /** How many jobs of a tenant are held. */
  held: (slug: string) => Promise<number>
  fairness: (query: string) => Promise<Body>
  rows: <Row>(text: string, values?: unknown[]) => Promise<Row[]>
}

const spin = 'while (input.forever) { }; return 1'

export async function startEstate(): Promise<Estate> {
  const broker = await startBroker({ REEVE_LEASE_SECONDS: '5' })
  const second = await broker.second()
  const tables = await openTables(broker.databaseUrl)
  const call: Estate['call'] = async (method, path, body) => {
    const answer = await broker.request(method, `/api/v1${path}`, body && { body })
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const times = (count: number, slug: string, script: string, more: object) =>
    Promise.all(Array.from({ length: count }, () => submit(broker, slug, script, more)))
  const rows: Estate['rows'] = async (text, values = []) =>
    (await tables.client.query(text, values)).rows
  return {
    broker,
    second,
    call,
    async pool(name) {
      await call('POST', '/pools', { name })
      return (await call('POST', '/tenants/system/agent-tokens', { name, pool: name })).token
    },
    async tenant(slug, of, limits = {}) {
      const wide = { max_concurrent_jobs: 100, max_queued_jobs: 1000, ...limits }
      await tenantOnPlan(broker, slug, wide, { worker_agent_pool: 'shared' })
      await call('PUT', `/pools/${of}/tenants/${slug}`)
    },
    submitAll: (slug, count, more = {}) => times(count, slug, 'return 1', more),
    spinAll: (slug, count) => times(count, slug, spin, { input: { forever: true } }),
    async held(slug) {
      const text =
        'select from job where lease_until is not null and tenant_id = (select id from tenant where slug = $1)'
      return (await rows(text, [slug])).length
    },
    fairness: async (query) => (await call('GET', `/queue/fairness?${query}`)).lanes,
    rows,
    async [Symbol.asyncDispose]() {
      await tables[Symbol.asyncDispose]()
      await second[Symbol.asyncDispose]()
      await broker[Symbol.asyncDispose]()
    },
  }
}
