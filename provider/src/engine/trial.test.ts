// Which changes a plan tries, and what it makes of the answers.
import { document } from '@reeve/openapi'
import { expect, test } from 'vitest'
import { unknown } from '../wire/values.ts'
import { rows } from '../resources.ts'
import type { Call } from './client.ts'
import { deriveModel } from './derive.ts'
import { Refused } from './refusal.ts'
import { createTrials } from './trial.ts'

const { resources } = deriveModel(document, rows)
const pool = resources['reeve_pool']!
const token = resources['reeve_agent_token']!
type Answer = { status: number; code: string; because?: string[]; pointer?: string } | undefined

/** A broker that answers one thing to all that is tried, and knows these addresses. */
function brokerThat(answer: Answer, there: string[] = []) {
  const calls: string[] = []
  const trials = createTrials(async ({ method, path }: Call) => {
    calls.push(`${method} ${path}`)
    const fails = method === 'GET' ? missing(path, there) : answer
    if (!fails) return { body: {}, etag: undefined, unchanged: false }
    const { status, code, because, pointer } = fails
    const errors = pointer === undefined ? [] : [{ in: 'body', pointer, detail: 'is wrong' }]
    const problem = { title: 'No', code, errors, ...(because && { because }) }
    throw new Refused(status, problem, `${method} ${path}`, false)
  })
  return { calls, trials }
}

const missing = (path: string, there: string[]): Answer =>
  there.includes(path) ? undefined : { status: 404, code: 'not-found' }

const creation = (values: Record<string, string>, config = values) => ({
  config,
  prior: null,
  planned: { ...values },
  replaces: false,
})
const inPool = { tenant: 'acme', name: 'racks', pool: 'gpu' }

test('a creation is tried at its collection, a change and a removal at their address', async () => {
  const { calls, trials } = brokerThat(undefined)
  const one = { id: 'i', name: 'gpu', description: 'a' }
  await trials.of(pool, creation({ name: 'cpu' }))
  await trials.of(pool, { ...creation(one), prior: { ...one, description: 'b' } })
  await trials.of(pool, { config: {}, prior: one, planned: null, replaces: false })
  expect(calls).toEqual([
    'POST /api/v1/pools?dry_run=true',
    'PUT /api/v1/pools/i?dry_run=true',
    'DELETE /api/v1/pools/i?dry_run=true',
  ])
})

test('what is not known, or whose owner is yet to come, is not tried', async () => {
  const { calls, trials } = brokerThat(undefined)
  await trials.of(resources['reeve_tenant']!, creation({ slug: 'acme' }))
  calls.length = 0
  await trials.of(token, creation(inPool))
  await trials.of(pool, { ...creation({ name: 'gpu' }), config: { name: 'gpu', labels: unknown } })
  expect(calls).toEqual([])
})

test('a mistake in the values is an error; one that hangs on what is missing is a warning', async () => {
  const wrong = { status: 400, code: 'invalid-request', pointer: '/pool' }
  const because = ['/api/v1/pools/gpu']
  const said = async (answer: Answer, there: string[] = []) =>
    brokerThat(answer, there).trials.of(token, creation(inPool))
  expect(await said(wrong)).toMatchObject([{ severity: 'error', path: ['pool'] }])
  expect(await said({ ...wrong, because }, because)).toMatchObject([{ severity: 'error' }])
  expect(await said({ ...wrong, because })).toMatchObject([{ severity: 'warning', path: ['pool'] }])
})

test('what the plan itself changes decides nothing yet', async () => {
  const because = ['/api/v1/pools/gpu']
  const wrong = { status: 400, code: 'invalid-request', pointer: '/pool', because }
  const { trials } = brokerThat(wrong)
  await trials.of(pool, creation({ name: 'gpu' }))
  expect(await trials.of(token, creation(inPool))).toEqual([])
})

test('a name is not taken by what the new one replaces', async () => {
  const { trials } = brokerThat({ status: 409, code: 'name-taken' })
  const prior = { id: 'i', ...inPool }
  expect(await trials.of(token, creation(inPool))).toMatchObject([
    { severity: 'warning', path: ['name'] },
  ])
  await trials.of(token, { ...creation(prior), prior, replaces: true })
  expect(await trials.of(token, creation(inPool))).toEqual([])
})

test('who uses it and goes as well does not count; who stays does, though it is in it', async () => {
  const because = ['/api/v1/pools/gpu/tenants/acme']
  const { trials } = brokerThat({ status: 409, code: 'in-use', because })
  const assignment = { pool: 'gpu', tenant: 'acme' }
  const removal = { config: {}, prior: { id: 'i', name: 'gpu' }, planned: null, replaces: false }
  expect(await trials.of(pool, removal)).toMatchObject([{ severity: 'warning' }])
  await trials.of(resources['reeve_pool_assignment']!, { ...removal, prior: assignment })
  expect(await trials.of(pool, removal)).toEqual([])
})

test('who may not ask does not go on asking, and after the first change nobody does', async () => {
  const { calls, trials } = brokerThat({ status: 403, code: 'forbidden' })
  for (const name of ['a', 'b', 'c']) expect(await trials.of(pool, creation({ name }))).toEqual([])
  expect(calls).toHaveLength(1)
  trials.end()
  await trials.of(token, creation(inPool))
  expect(calls).toHaveLength(1)
})

test('of very many changes of a kind the first hundred are tried', async () => {
  const { calls, trials } = brokerThat(undefined)
  for (let at = 0; at < 150; at++) await trials.of(pool, creation({ name: `p${at}` }))
  expect(calls).toHaveLength(100)
})
