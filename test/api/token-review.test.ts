// Asking a Kubernetes API server about a service account: what is believed, and what no answer means.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { review } from '../../api/src/enrolments/token-review.ts'
import { type Cluster, type Minted, startCluster } from '../support/token-review.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster()
})
afterEach(() => {
  cluster.behave()
  expect(cluster.mistakes.splice(0)).toEqual([])
})
afterAll(() => cluster[Symbol.asyncDispose]())

const whereIs = ({ env }: Cluster) => ({
  api: env['REEVE_KUBERNETES_API']!,
  audience: env['REEVE_KUBERNETES_AUDIENCE']!,
  tokenFile: env['REEVE_KUBERNETES_TOKEN_FILE']!,
  caFile: env['REEVE_KUBERNETES_CA_FILE']!,
})
const ask = (token: string, more: object = {}) => review(token, { ...whereIs(cluster), ...more })

test('a service account’s token says namespace, name, pod and node', async () => {
  const found = await ask(await cluster.mint({ namespace: 'web', service_account: 'scan.ner' }))
  expect(found).toEqual({
    namespace: 'web',
    service_account: 'scan.ner',
    pod: 'agent-0',
    node: 'node-1',
  })
})

test.each<[string, Minted]>([
  ['made for another audience', { audience: ['https://kubernetes.default.svc'] }],
  ['that has expired', { expires_in: -1 }],
  ['signed by another key', { forged: true }],
  ['of another issuer', { claims: { iss: 'https://elsewhere' } }],
  [
    'whose subject is of another namespace',
    { claims: { sub: 'system:serviceaccount:kube-system:agents' } },
  ],
])('a token %s is nobody’s', async (_, claims) => {
  expect(await ask(await cluster.mint(claims))).toBeNull()
})

test('what is no token is nobody’s', async () => {
  expect(await ask('x.y.z')).toBeNull()
})

const truth = {
  authenticated: true,
  audiences: ['reeve'],
  user: {
    username: 'system:serviceaccount:prod:agents',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:prod'],
  },
}
const answering = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  cluster.behave((request, response) => {
    request.resume()
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  })

test.each<[string, object, boolean]>([
  ['all of it', truth, true],
  ['authenticated as text', { ...truth, authenticated: 'true' }, false],
  ['not authenticated, with status 201', { ...truth, authenticated: false }, false],
  ['no audiences: a server that does not know them', { ...truth, audiences: undefined }, false],
  ['other audiences', { ...truth, audiences: ['reeve2'] }, false],
  ['a person', { ...truth, user: { ...truth.user, username: 'alice' } }, false],
  [
    'more after the name',
    { ...truth, user: { ...truth.user, username: 'system:serviceaccount:prod:agents:x' } },
    false,
  ],
  [
    'the groups of another namespace',
    { ...truth, user: { ...truth.user, groups: ['system:serviceaccounts:dev'] } },
    false,
  ],
])('is believed or not: %s', async (_, status, believed) => {
  answering(201, { status })
  expect((await ask('token')) !== null).toBe(believed)
})

test.each<[string, () => void]>([
  ['an error', () => answering(500, {})],
  ['that the broker may not ask', () => answering(403, {})],
  ['a page', () => answering(201, '<html>')],
  ['an endless text', () => answering(201, 'x'.repeat(70_000))],
  ['an address elsewhere', () => answering(307, '', { location: 'http://127.0.0.1:1/' })],
  ['a broken connection', () => cluster.behave((_, response) => void response.destroy())],
])('no answer is no refusal: %s', async (_, behave) => {
  behave()
  await expect(ask('token')).rejects.toMatchObject({ code: 'unavailable', retryAfter: 5 })
})

test('a server that never answers is not waited for', async () => {
  cluster.behave(() => {})
  const asked = ask('token', { patience: 100 })
  await expect(asked).rejects.toMatchObject({ code: 'unavailable' })
})

test('the broker’s own token is read anew, and without it there is no answer', async () => {
  const token = await cluster.mint()
  await cluster.renewBroker({ expires_in: -1 })
  await expect(ask(token)).rejects.toMatchObject({ code: 'unavailable' })
  await cluster.renewBroker()
  expect(await ask(token)).toMatchObject({ namespace: 'prod' })
  await expect(ask(token, { tokenFile: '/nowhere' })).rejects.toMatchObject({ code: 'unavailable' })
})

test('a server with another certificate hears no token', async () => {
  await using other = await startCluster()
  const before = other.asked()
  const wrong = { ...whereIs(other), caFile: whereIs(cluster).caFile }
  await expect(review('token', wrong)).rejects.toMatchObject({ code: 'unavailable' })
  expect(other.asked()).toBe(before)
})

test('over plain HTTP only this machine is asked', async () => {
  await using plain = await startCluster({ plain: true })
  const found = await review(await plain.mint(), whereIs(plain))
  expect(found).toMatchObject({ namespace: 'prod' })
  await expect(ask('token', { api: 'http://example.com' })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('https'),
  })
})

test('many at once: those beyond the bound are told to come again, and all others are answered', async () => {
  const token = await cluster.mint()
  const waiting: Array<() => void> = []
  cluster.behave(async (_request, _response, usual) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length === 32) for (const go of waiting) go()
    })
    await usual()
  })
  const answers = await Promise.allSettled(Array.from({ length: 40 }, () => ask(token)))
  const known = answers.filter(({ status }) => status === 'fulfilled')
  expect(known).toHaveLength(32)
})
