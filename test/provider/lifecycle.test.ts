// Every resource type against a real broker: created, read back, changed, imported, found missing, destroyed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { connected, describeWithTerraform, quiet } from '../support/terraform.ts'
import type { Workspace } from '../support/terraform.ts'

type Attributes = Record<string, unknown>
interface Life {
  resource: string
  /** What stands beside it. */
  needs?: string
  first: string
  then?: string
  /** Where the broker has it. */
  path: (it: Attributes) => string
  /** The import ids that name it. */
  ids: (it: Attributes) => unknown[]
}

const tenant = (slug: string) => `resource "reeve_tenant" "owner" {\n  slug = "${slug}"\n}\n`
const owner = 'tenant = reeve_tenant.owner.slug'
const lives: Life[] = [
  {
    resource: 'reeve_tenant',
    first: 'slug = "life"',
    then: 'slug = "life"\n display_name = "Life"\n plan = "pro"\n worker_agent_pool = "shared"\n status = "suspended"',
    path: ({ id }) => `/api/v1/tenants/${String(id)}`,
    ids: ({ id, slug }) => [id, slug],
  },
  {
    resource: 'reeve_plan',
    first: 'name = "life"\n max_concurrent_jobs = 5\n max_queued_jobs = 50',
    then: 'name = "life"\n max_concurrent_jobs = 6\n max_queued_jobs = 60\n weight = 3\n job_retention_days = 30\n description = "More."',
    path: ({ id }) => `/api/v1/plans/${String(id)}`,
    ids: ({ id, name }) => [id, name],
  },
  {
    resource: 'reeve_job_type',
    first:
      'name = "life"\n payload_schema = jsonencode({ type = "object", description = "<a & b>" })',
    then: 'name = "life"\n description = "More."\n payload_schema = "{ \\"type\\": \\"object\\", \\"maxProperties\\": 3 }"',
    path: ({ id }) => `/api/v1/job-types/${String(id)}`,
    ids: ({ id, name }) => [id, name],
  },
  {
    resource: 'reeve_pool',
    first: 'name = "life"',
    then: 'name = "life"\n labels = ["gpu", "big"]\n description = "Big machines."',
    path: ({ id }) => `/api/v1/pools/${String(id)}`,
    ids: ({ id, name }) => [id, name],
  },
  {
    resource: 'reeve_pool_assignment',
    needs: `${tenant('life-in-pool')} resource "reeve_pool" "home" {\n  name = "life-home"\n}`,
    first: `${owner}\n pool = reeve_pool.home.name`,
    path: () => '/api/v1/pools/life-home/tenants/life-in-pool',
    ids: () => ['life-home/life-in-pool'],
  },
  {
    resource: 'reeve_agent_token',
    needs: tenant('life-with-agents'),
    first: `${owner}\n name = "on-prem"\n expires_in_days = 30`,
    then: `${owner}\n name = "on-prem"\n expires_in_days = 30\n description = "Rack 7."`,
    path: ({ id }) => `/api/v1/tenants/life-with-agents/agent-tokens/${String(id)}`,
    ids: ({ id, name }) => [`life-with-agents/${String(id)}`, `life-with-agents/${String(name)}`],
  },
  {
    resource: 'reeve_agent',
    needs: tenant('life-with-racks'),
    first: `${owner}\n name = "rack-8"`,
    then: `${owner}\n name = "rack-8"\n administration = "disabled"`,
    path: ({ id }) => `/api/v1/tenants/life-with-racks/agents/${String(id)}`,
    ids: ({ id }) => [`life-with-racks/${String(id)}`],
  },
  {
    resource: 'reeve_platform_key',
    needs: 'resource "reeve_pool" "keyed" {\n  name = "keyed"\n}',
    first: 'name = "life"\n pool = reeve_pool.keyed.name\n expires_in_days = 30',
    then: 'name = "life"\n pool = reeve_pool.keyed.name\n expires_in_days = 30\n description = "North."',
    path: ({ id }) => `/api/v1/platform-keys/${String(id)}`,
    ids: ({ id, name }) => [id, name],
  },
  {
    resource: 'reeve_enrolment_key',
    first: 'name = "life"',
    then: 'name = "life"\n description = "Of the platform."',
    path: ({ id }) => `/api/v1/enrolment-keys/${String(id)}`,
    ids: ({ id, name }) => [id, name],
  },
  {
    resource: 'reeve_enrolment_key',
    needs: tenant('life-with-keys'),
    first: `${owner}\n name = "image"\n expires_in_days = 30`,
    path: ({ id }) => `/api/v1/tenants/life-with-keys/enrolment-keys/${String(id)}`,
    ids: ({ id, name }) => [`life-with-keys/${String(id)}`, `life-with-keys/${String(name)}`],
  },
  {
    resource: 'reeve_api_token',
    first: 'name = "life"\n scopes = ["jobs:write", "agents:read"]',
    then: 'name = "life"\n scopes = ["jobs:write", "agents:read"]\n description = "Nightly."',
    path: ({ id }) => `/api/v1/api-tokens/${String(id)}`,
    ids: ({ id, name }) => [id, name],
  },
  {
    resource: 'reeve_api_token',
    needs: tenant('life-with-tokens'),
    first: `${owner}\n name = "pipeline"\n scopes = ["jobs:*"]\n expires_in_days = 7`,
    path: ({ id }) => `/api/v1/tenants/life-with-tokens/api-tokens/${String(id)}`,
    ids: ({ id, name }) => [`life-with-tokens/${String(id)}`, `life-with-tokens/${String(name)}`],
  },
]

let broker: TestBroker

async function expectNoChanges(work: Workspace): Promise<void> {
  const { code, said } = await work.plan()
  expect([code, said]).toEqual([0, expect.stringContaining('No changes.')])
}

describeWithTerraform('the life of', () => {
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())

  for (const { resource, needs = '', first, then, path, ids } of lives) {
    const twofold = ['reeve_api_token', 'reeve_enrolment_key'].includes(resource)
    const whose = first.includes('tenant') && twofold ? ' of a tenant' : ''
    test(`a ${resource}${whose}`, async () => {
      await using work = await connected(broker)
      const address = `${resource}.it`
      const written = (body: string) => `${needs}\nresource "${resource}" "it" {\n ${body}\n}`
      const there = async (it: Attributes) => (await broker.request('GET', path(it))).status

      await work.apply(written(first))
      await expectNoChanges(work)
      const made = (await work.state(address))!
      expect(await there(made)).toBe(200)

      if (then) {
        await work.apply(written(then))
        await expectNoChanges(work)
        const changed = (await work.state(address))!
        expect(changed).toMatchObject({ id: made['id'], created_at: made['created_at'] })
        for (const secret of ['token', 'key'])
          if (secret in made) expect(changed[secret]).toBe(made[secret])
      }

      // By what people call it; consistency.test.ts imports by the other ids, too.
      for (const id of ids(made).slice(-1)) {
        await work.run('state', 'rm', address)
        const imported = await work.run('import', ...quiet, address, String(id))
        expect([imported.code, imported.said]).toEqual([
          0,
          expect.stringContaining('Import successful!'),
        ])
        await expectNoChanges(work)
      }

      await broker.request('DELETE', path(made))
      const missing = await work.plan()
      expect([missing.code, missing.said]).toEqual([
        2,
        expect.stringContaining('1 to add, 0 to change, 0 to destroy'),
      ])
      await work.apply()

      const again = (await work.state(address))!
      await work.run('destroy', '-auto-approve', ...quiet)
      expect(await there(again)).toBe(404)
      expect(await work.state(address)).toBeUndefined()
    })
  }
})
