// What the environment may say: every mistake is named with a way out, and no secret is repeated.
import { expect, test } from 'vitest'
import { ConfigError, readConfig, variables } from '@reeve/api'

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env)
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as Error).message
  }
  return ''
}

test('nothing has to be set', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    httpPort: 8080,
    grpcPort: 9090,
    databaseUrl: undefined,
    logLevel: 'info',
  })
})

test('an unknown variable is refused, with the names that there are', () => {
  const message = refusal({ REEVE_HTPP_PORT: '1' })
  expect(message).toContain('REEVE_HTPP_PORT is not a variable of Reeve.')
  for (const name of Object.keys(variables)) expect(message).toContain(name)
})

test.each([
  ['REEVE_HTTP_PORT', 'tcp'],
  ['REEVE_HTTP_PORT', '65536'],
  ['REEVE_HTTP_PORT', ''],
  ['REEVE_GRPC_PORT', '-1'],
  ['REEVE_DATABASE_CONNECTIONS', '1'],
  ['REEVE_LOG_LEVEL', 'loud'],
  ['REEVE_TRUST_DOMAIN', 'Not A Domain'],
  ['REEVE_LEASE_SECONDS', '1.5'],
  ['REEVE_SESSION_SECONDS', '1e3'],
  ['REEVE_SEED_TOKENS', 'yes'],
  ['REEVE_AUDIENCE', 'two words'],
  ['REEVE_TLS_MODE', 'on'],
  ['REEVE_KUBERNETES_API', 'kubernetes.default'],
  ['REEVE_AUTO_APPROVE_NAMESPACES', 'agents,Not_One'],
  ['REEVE_AUTO_APPROVE_SERVICE_ACCOUNTS', 'agents'],
  ['REEVE_TRUSTED_PROXIES', '10.0.0.0/33'],
  ['REEVE_TRUSTED_PROXIES', '10.0.0.300'],
  ['REEVE_TRUSTED_PROXIES', 'proxy.example.com'],
])('%s may not be "%s", and the refusal says what it may', (name, value) => {
  const message = refusal({ [name]: value })
  expect(message).toContain(`${name} must be`)
  expect(message).toContain(`not "${value}"`)
})

test.each(
  Object.entries(variables).filter(([, variable]) => 'secret' in variable && variable.secret),
)('an ill-typed %s is refused without being repeated', (name) => {
  const message = refusal({ [name]: 'hunter2-with-a-typo' })
  expect(message).toContain(`${name} must be`)
  expect(message).not.toContain('hunter2')
})

test('all mistakes are told at once', () => {
  expect(
    refusal({ REEVE_HTTP_PORT: 'x', REEVE_LEASE_SECONDS: 'y', REEVE_NOPE: 'z' }).split('\n'),
  ).toHaveLength(3)
})

test('what Kubernetes injects for a service called reeve is neither refused nor used', () => {
  const injected = {
    REEVE_PORT: 'tcp://10.0.0.1:8080',
    REEVE_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
    REEVE_PORT_8080_TCP_ADDR: '10.0.0.1',
    REEVE_SERVICE_HOST: '10.0.0.1',
    REEVE_SERVICE_PORT: '8080',
    REEVE_SERVICE_PORT_HTTP: '8080',
  }
  expect(readConfig(injected)).toEqual(readConfig({}))
})

test('variables of the client and the CLI may be there, and others are none of ours', () => {
  expect(readConfig({ REEVE_URL: 'x', REEVE_TOKEN: 'y', REEVE_PROFILE: 'z', PORT: 'w' })).toEqual(
    readConfig({}),
  )
})

test('an empty port turns the agents’ side off', () => {
  expect(readConfig({ REEVE_GRPC_PORT: '' }).grpcPort).toBeUndefined()
})

test('lists are read item by item, and an empty one is none', () => {
  const given = readConfig({ REEVE_TRUSTED_PROXIES: '10.0.0.0/8, ::1,192.0.2.7' })
  expect(given.trustedProxies).toEqual(['10.0.0.0/8', '::1', '192.0.2.7'])
  expect(readConfig({}).trustedProxies).toEqual([])
})

test('the old names of log levels mean the new ones', () => {
  const level = (name: string) => readConfig({ REEVE_LOG_LEVEL: name }).logLevel
  expect(['quiet', 'standard', 'verbose', 'trace'].map(level)).toEqual([
    'error',
    'info',
    'info',
    'trace',
  ])
  expect(refusal({ REEVE_LOG_LEVEL: 'constructor' })).toContain('must be one of')
})

test('the issuer follows the trust domain unless it is said', () => {
  expect(readConfig({ REEVE_TRUST_DOMAIN: 'example.org' }).issuer).toBe('spiffe://example.org')
  expect(readConfig({ REEVE_ISSUER: 'https://id.example.org' }).issuer).toBe(
    'https://id.example.org',
  )
})

test.each(['a'.repeat(31), ` ${'a'.repeat(30)} `, ' '.repeat(40), ''])(
  'an admin secret of %j is too short',
  (secret) => {
    expect(refusal({ REEVE_ADMIN_SECRET: secret })).toContain('REEVE_ADMIN_SECRET must be at least')
  },
)
