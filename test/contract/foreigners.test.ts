// Another tenant's things do not exist: not below its path, not below one's own, not for any scope.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type Answer, type TestBroker } from '../support/broker.ts'
import { named, operations } from '../support/contract.ts'
import { furnish, type Made, wellMeant } from '../support/furnish.ts'
import { appToken } from '../support/means/apps.ts'

const ofTenants = operations.filter(({ path }) => path.includes('{tenant}'))
const belowTenants = ofTenants.filter(({ path }) =>
  /^\/api\/v1\/tenants\/\{tenant\}\/.*\{/.test(path),
)

const forApps = ofTenants.filter(({ security }) => security.some((one) => one.app))

let broker: TestBroker
let token: string
let globex: Made
beforeAll(async () => {
  broker = await startBroker()
  globex = (await broker.request('POST', '/api/v1/tenants', { body: { slug: 'globex' } }))
    .body as Made
  const body = { name: 'all', scopes: ['*'] }
  token = (await broker.request('POST', '/api/v1/tenants/globex/api-tokens', { body })).body
    .token as string
})
afterAll(() => broker[Symbol.asyncDispose]())

/** All of an answer that may differ between two requests for nothing, made equal. */
function essence({ status, headers, body }: Answer, ...names: string[]): unknown {
  const text = names.reduce(
    (left, name) => left.replaceAll(name, '…'),
    JSON.stringify({ ...body, instance: '' }),
  )
  return { status, body: text, headers: [...headers.keys()].toSorted() }
}

test.each(named(ofTenants))(
  '%s finds no other tenant, just as if there were none',
  async (_, operation) => {
    const { path, made } = await furnish(broker, operation)
    const { slug, id } = made['tenant'] as unknown as { slug: string; id: string }
    const method = operation.method.toUpperCase()
    const options = { ...(await wellMeant(broker, operation)), token }
    const nowhere = await broker.request(method, path.replace(slug, 'initech'), options)
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'not-found' } })
    for (const name of [slug, id]) {
      const refused = await broker.request(method, path.replace(slug, name), options)
      expect(essence(refused, name)).toEqual(essence(nowhere, 'initech'))
    }
  },
)

test.each(named(forApps))('%s shows an app no other tenant either', async (_, operation) => {
  const { path } = await furnish(broker, operation)
  const options = await wellMeant(broker, operation)
  const refused = await broker.request(operation.method.toUpperCase(), path, {
    ...options,
    token: await appToken(broker, globex),
  })
  expect(refused).toMatchObject({ status: 404, body: { code: 'not-found' } })
})

test.each(named(belowTenants))(
  '%s finds nothing of another tenant below its own path',
  async (_, operation) => {
    const { path, made } = await furnish(broker, operation)
    const [parameter] = Object.keys(made).filter((name) => name !== 'tenant') as [string]
    const { id } = made[parameter]!
    const method = operation.method.toUpperCase()
    const [, , , , , nouns, , ...rest] = path.split('/')
    const at = (name: string) =>
      ['', 'api', 'v1', 'tenants', 'globex', nouns, name, ...rest].join('/')
    for (const credentials of [{ token }, {}]) {
      const options = { ...(await wellMeant(broker, operation)), ...credentials }
      const nobodys = '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11'
      const nowhere = await broker.request(method, at(nobodys), options)
      expect(nowhere).toMatchObject({ status: 404, body: { code: 'not-found' } })
      const refused = await broker.request(method, at(id), options)
      expect(essence(refused, id)).toEqual(essence(nowhere, nobodys))
    }
  },
)

test.each(['the tenant', 'an operator'])(
  'lists below a tenant’s path hold nothing of others, whoever asks: %s',
  async (who) => {
    const lists = ofTenants.filter(({ operationId }) => operationId.startsWith('list'))
    for (const operation of lists) await furnish(broker, operation)
    for (const { path } of lists.filter(
      (one) => !one.path.slice('/api/v1/tenants/{tenant}'.length).includes('{'),
    )) {
      const listed = await broker.request(
        'GET',
        path.replace('{tenant}', 'globex'),
        who === 'the tenant' ? { token } : {},
      )
      // Audit events outlive the tenant, and name it by its id.
      const owners = (listed.body.items as Array<{ tenant?: string; tenant_id?: string }>).map(
        (item) => (item.tenant_id === globex.id ? 'globex' : item.tenant),
      )
      expect(new Set(owners), path).toEqual(new Set(owners.length > 0 ? ['globex'] : []))
      if (path.endsWith('api-tokens')) expect(owners).toEqual(['globex'])
    }
  },
)
