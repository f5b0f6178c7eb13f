// The order of rules and what fits them: by examples, and by many random policies held against a plain reading.
import { expect, test } from 'vitest'
import { type Candidate, decide, fits, likeName, nothing, type Policy, type Rule } from './rules.ts'

const any: Rule = { action: 'approve', ...nothing }
const pod: Candidate = {
  method: 'service_account',
  tenant: 'system',
  pool: null,
  name: 'pod-1',
  region: 'eu',
  namespace: 'prod',
  service_account: 'agents',
}
const policy = (name: string, order: number, ...rules: Array<Partial<Rule>>): Policy => ({
  name,
  order,
  enabled: true,
  rules: rules.map((rule) => ({ ...any, ...rule })),
})

test('nothing fits: a person decides', () => {
  expect(decide([], pod)).toMatchObject({ action: 'pending', policy: null, rule: null })
  const others = [policy('a', 1, { namespaces: ['dev'] })]
  expect(decide(others, pod)).toMatchObject({ action: 'pending', policy: null })
})

test('policies go by order, then by name; in each the first rule that fits decides', () => {
  const deny = policy('later', 5, { action: 'deny' })
  const approve = policy('b', 2, { methods: ['hmac'] }, { methods: ['service_account'] })
  expect(decide([deny, approve], pod)).toMatchObject({ action: 'approve', policy: 'b', rule: 1 })
  const first = policy('a', 2, { action: 'deny' })
  expect(decide([approve, first], pod)).toMatchObject({ action: 'deny', policy: 'a', rule: 0 })
  const off = { ...first, enabled: false }
  expect(decide([approve, off], pod)).toMatchObject({ action: 'approve', policy: 'b' })
})

test.each<[string, Partial<Rule>, Partial<Candidate>, boolean]>([
  ['a namespace that was proved', { namespaces: ['prod'] }, {}, true],
  ['no namespace proved', { namespaces: ['prod'] }, { namespace: undefined }, false],
  ['an empty name is no namespace', { namespaces: ['prod', ''] }, { namespace: undefined }, false],
  ['an account by namespace and name', { service_accounts: ['prod/agents'] }, {}, true],
  ['its name elsewhere', { service_accounts: ['prod/agents'] }, { namespace: 'dev' }, false],
  ['half an account', { service_accounts: ['prod/agents'] }, { service_account: undefined }, false],
  ['both must be so', { namespaces: ['prod'], regions: ['us'] }, {}, false],
  ['no region, one asked for', { regions: ['eu'] }, { region: null }, false],
  ['no pool, one asked for', { pools: ['gpu'] }, {}, false],
  ['a common name', { certificate_cns: ['rack-7'] }, { certificate_cn: 'rack-7' }, true],
  [
    'no case for common names',
    { certificate_cns: ['rack-7'] },
    { certificate_cn: 'Rack-7' },
    false,
  ],
  ['a name of several', { certificate_sans: ['b.x'] }, { certificate_sans: ['a.x', 'B.x'] }, true],
  ['a star is a label', { certificate_sans: ['*.x.io'] }, { certificate_sans: ['a.x.io'] }, true],
  ['but not two', { certificate_sans: ['*.x.io'] }, { certificate_sans: ['a.b.x.io'] }, false],
  [
    'and not none',
    { certificate_sans: ['*.x.io'] },
    { certificate_sans: ['x.io', '.x.io'] },
    false,
  ],
  [
    'and ends there',
    { certificate_sans: ['*.x.io'] },
    { certificate_sans: ['a.x.io.evil'] },
    false,
  ],
  [
    'a name with its kind',
    { certificate_sans: ['*.x.io'] },
    { certificate_sans: ['DNS:a.x.io'] },
    true,
  ],
  [
    'a name of another kind',
    { certificate_sans: ['a.x.io'] },
    { certificate_sans: ['URI:a.x.io'] },
    false,
  ],
  [
    'a URI',
    { certificate_sans: ['URI:spiffe://x/a'] },
    { certificate_sans: ['URI:spiffe://x/a'] },
    true,
  ],
  [
    'with its case',
    { certificate_sans: ['URI:spiffe://x/A'] },
    { certificate_sans: ['URI:spiffe://x/a'] },
    false,
  ],
  ['no certificate', { certificate_sans: ['*.x.io'] }, {}, false],
  ['a name by pattern', { name_pattern: 'pod-?' }, {}, true],
  ['another name', { name_pattern: 'pod-?' }, { name: 'pod-10' }, false],
])('%s', (_, rule, more, expected) => {
  expect(fits({ ...any, ...rule }, { ...pod, ...more })).toBe(expected)
})

test.each([
  ['*', '', true],
  ['', 'a', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['**x', 'aax', true],
  ['a.c', 'abc', false],
  ['?', '', false],
])('%s against %j', (pattern, name, expected) => {
  expect(likeName(pattern, name)).toBe(expected)
})

test('a pattern made to be slow is not', () => {
  expect(likeName('*a'.repeat(120), 'a'.repeat(250) + 'b')).toBe(false)
})

test.each<[string, Partial<Rule>, string]>([
  ['agent_token', {}, 'token'],
  ['bootstrap_token', {}, 'token'],
  ['launch_token', {}, 'token'],
  ['hmac', {}, 'token'],
  ['api_key', {}, 'api_key'],
  ['certificate', { certificate_cns: ['c'] }, 'certificate'],
  ['service_account', { namespaces: ['prod'] }, 'namespace'],
  [
    'service_account',
    { namespaces: ['prod'], service_accounts: ['prod/agents'] },
    'service_account',
  ],
  ['service_account', { methods: ['service_account'] }, 'service_account'],
])('let in by %s with %j: %s', (method, rule, expected) => {
  const candidate = { ...pod, method, certificate_cn: 'c' }
  expect(decide([policy('p', 1, rule)], candidate).approval_method).toBe(expected)
  const denied = decide([policy('p', 1, { ...rule, action: 'deny' })], candidate)
  expect(denied.approval_method).toBeNull()
})

test('random policies decide as a plain reading of them does', () => {
  const random = generator(20_261_123)
  const seen = { approve: 0, pending: 0, deny: 0 }
  for (let round = 0; round < 3000; round++) {
    const policies = Array.from({ length: random(4) }, () => anyPolicy(random))
    const candidate = anyCandidate(random)
    const { action, policy: by, rule } = decide(policies, candidate)
    expect({ action, by, rule }).toEqual(plainReading(policies, candidate))
    // what is written down in another order, or after what decided, changes nothing
    expect(decide(policies.toReversed(), candidate)).toMatchObject({ action, policy: by, rule })
    seen[action]++
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
})

test('what an agent says of itself never stands for what it proved', () => {
  const random = generator(7)
  for (let round = 0; round < 1000; round++) {
    const { name, region } = anyCandidate(random)
    const said = { ...pod, name, region, namespace: undefined, service_account: undefined }
    const asks = { ...any, namespaces: ['prod', 'dev', name], service_accounts: [`prod/${name}`] }
    expect(fits(asks, said)).toBe(false)
  }
})

/** Whole numbers below `most`, always the same ones. */
function generator(seed: number) {
  let state = seed
  return (most: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * most)
  }
}
type Random = ReturnType<typeof generator>

const pick = <T>(random: Random, list: readonly T[]): T => list[random(list.length)]!
const some = (random: Random, list: readonly string[]): string[] =>
  random(3) ? [] : list.filter(() => random(2))
const namespaces = ['prod', 'dev', 'web'] as const

let named = 0
function anyPolicy(random: Random): Policy {
  const rules = Array.from({ length: random(4) }, (): Rule => {
    const accounts = namespaces.map((one) => `${one}/agents`)
    return {
      ...any,
      action: pick(random, ['approve', 'pending', 'deny'] as const),
      methods: some(random, ['service_account', 'hmac']),
      tenants: some(random, ['system', 'acme']),
      namespaces: some(random, namespaces),
      service_accounts: some(random, accounts),
      regions: some(random, ['eu', 'us']),
      name_pattern: pick(random, [null, null, 'pod-*', '*1']),
    }
  })
  return { name: `policy-${named++}`, order: random(3), enabled: random(5) > 0, rules }
}

function anyCandidate(random: Random): Candidate {
  const proved = random(2) > 0
  return {
    method: proved ? 'service_account' : 'hmac',
    tenant: pick(random, ['system', 'acme']),
    pool: null,
    name: pick(random, ['pod-1', 'pod-2', 'rack-1']),
    region: pick(random, ['eu', 'us', null]),
    ...(proved && { namespace: pick(random, namespaces), service_account: 'agents' }),
  }
}

/** All rules in one list, each asked in so many words. */
function plainReading(policies: Policy[], it: Candidate) {
  const sorted = [...policies].sort((a, b) =>
    a.order === b.order ? a.name.localeCompare(b.name, 'en') : a.order - b.order,
  )
  for (const { name: by, enabled, rules } of sorted)
    for (const [index, rule] of enabled ? rules.entries() : []) {
      const account = `${it.namespace}/${it.service_account}`
      const wants: Array<[string[], string | null | undefined]> = [
        [rule.methods, it.method],
        [rule.tenants, it.tenant],
        [rule.namespaces, it.namespace],
        [rule.service_accounts, it.namespace && account],
        [rule.regions, it.region],
      ]
      const pattern = rule.name_pattern && new RegExp(`^${rule.name_pattern.replace('*', '.*')}$`)
      const all = wants.every(([list, value]) => !list.length || (value && list.includes(value)))
      if (all && (!pattern || pattern.test(it.name)))
        return { action: rule.action, by, rule: index }
    }
  return { action: 'pending', by: null, rule: null }
}
