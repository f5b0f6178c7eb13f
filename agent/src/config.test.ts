// The table of variables: defaults, other names, and one sentence for each thing that is wrong.
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { ConfigError } from './errors.ts'
import { variables, type Variable } from './variables.ts'

const AGENT_TOKEN = `agent_${'0af3'.repeat(16)}`
const read = (env: Record<string, string> = {}) => readConfig({ AGENT_TOKEN, ...env })

describe('the configuration', () => {
  test('has the defaults the documentation states', () => {
    expect(read()).toEqual({
      method: 'agent_token',
      token: AGENT_TOKEN,
      platform_key: null,
      bootstrap_token: null,
      launch: null,
      api_key: null,
      service_account_token_file: null,
      name: hostname(),
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      grpc_address: 'localhost:9090',
      grpc_tls: false,
      tls: { ca: null, cert: null, key: null },
      url: 'http://localhost:8080',
      carrier: 'stream',
      poll_timeout: 30,
      tenant_slug: null,
      tenant_host_suffix: null,
      worker_type: 'task',
      max_concurrent: 4,
      drain_timeout_ms: 30_000,
      region: null,
      capabilities: [],
      tools: [],
      labels: [],
      handlers: [],
      exec_file: null,
      agent_id_file: null,
      health_port: null,
      log_level: 'info',
      otel: {
        enabled: false,
        service_name: 'reeve-agent',
        resource_attributes: {},
        sample_ratio: 1,
      },
    })
  })

  test('takes every variable', () => {
    const env = {
      AGENT_NAME: 'rack-7.acme_1', BACKEND_GRPC_ADDR: 'grpc.example.com:443', BACKEND_URL: 'https://example.com/reeve/',
      TENANT_SLUG: 'acme', TENANT_HOST_SUFFIX: 'example.com', WORKER_TYPE: 'batch', MAX_CONCURRENT: '8',
      DRAIN_TIMEOUT: '0', AGENT_ID_FILE: '/run/id', VERSION: '1.2.3', LOG_LEVEL: 'debug', OTEL_ENABLED: 'true',
      AGENT_REGION: 'eu-1', AGENT_CAPABILITIES: 'gpu,, nuclei ,gpu', AGENT_TOOLS: 'nmap', AGENT_LABELS: 'team/red',
      AGENT_HEALTH_PORT: '8081', AGENT_HANDLERS: './a.js, @acme/b', AGENT_EXEC_FILE: '/etc/tools.json', CARRIER: 'poll', POLL_TIMEOUT: '20',
      OTEL_SERVICE_NAME: 'a', OTEL_RESOURCE_ATTRIBUTES: 'k8s.namespace.name=x, empty=,b=c=d', OTEL_SAMPLE_RATIO: '0.25',
    } // prettier-ignore
    expect(read(env)).toMatchObject({
      name: 'rack-7.acme_1',
      grpc_address: 'grpc.example.com:443',
      grpc_tls: true,
      tls: { ca: null, cert: null, key: null },
      url: 'https://example.com/reeve',
      carrier: 'poll',
      poll_timeout: 20,
      tenant_slug: 'acme',
      tenant_host_suffix: 'example.com',
      worker_type: 'batch',
      max_concurrent: 8,
      drain_timeout_ms: 0,
      region: 'eu-1',
      capabilities: ['gpu', 'nuclei'],
      tools: ['nmap'],
      labels: ['team/red'],
      health_port: 8081,
      handlers: ['./a.js', '@acme/b'],
      exec_file: '/etc/tools.json',
      agent_id_file: '/run/id',
      version: '1.2.3',
      log_level: 'debug',
      otel: {
        enabled: true,
        service_name: 'a',
        resource_attributes: { 'k8s.namespace.name': 'x', empty: '', b: 'c=d' },
        sample_ratio: 0.25,
      },
    })
  })

  test('looks at no other name, and takes an empty variable as unset', () => {
    expect(read({ AGENT_COLOUR: 'red', MAX_CONCURRENT: '', TENANT_SLUG: ' ' })).toEqual(read())
  })

  test('takes the name from POD_NAME, but AGENT_NAME first', () => {
    expect(read({ POD_NAME: 'pod-1' }).name).toBe('pod-1')
    expect(read({ POD_NAME: 'pod-1', AGENT_NAME: 'me' }).name).toBe('me')
  })

  test('survives the newline that secrets from files end with', () => {
    expect(read({ AGENT_TOKEN: `${AGENT_TOKEN}\n` }).token).toBe(AGENT_TOKEN)
  })

  test.each([
    ['auto', 'a:443', true],
    ['auto', 'a:8443', false],
    ['true', 'a:9090', true],
    ['false', 'a:443', false],
  ])('GRPC_TLS %s with address %s is %j', (GRPC_TLS, BACKEND_GRPC_ADDR, tls) => {
    expect(read({ GRPC_TLS, BACKEND_GRPC_ADDR }).grpc_tls).toBe(tls)
  })

  test('knows BACKEND_ADDR as another name of BACKEND_GRPC_ADDR', () => {
    expect(read({ BACKEND_ADDR: '[::1]:90' }).grpc_address).toBe('[::1]:90')
    expect(read({ BACKEND_ADDR: 'a:1', BACKEND_GRPC_ADDR: 'a:1' }).grpc_address).toBe('a:1')
    const differ = () => read({ BACKEND_ADDR: 'a:1', BACKEND_GRPC_ADDR: 'b:1' })
    expect(differ).toThrow(/BACKEND_GRPC_ADDR \(b:1\) and BACKEND_ADDR \(a:1\).*differ: set one/)
  })

  test('knows EXPLOOP_API_URL as another name of BACKEND_URL', () => {
    expect(read({ EXPLOOP_API_URL: 'https://api.example.com/' }).url).toBe(
      'https://api.example.com',
    )
    const both = { EXPLOOP_API_URL: 'http://a', BACKEND_URL: 'http://a' }
    expect(read(both).url).toBe('http://a')
    const differ = () => read({ ...both, BACKEND_URL: 'http://b' })
    expect(differ).toThrow(/BACKEND_URL \(http:\/\/b\) and EXPLOOP_API_URL \(http:\/\/a\).*differ/)
  })
})

describe('a wrong configuration', () => {
  test.each([
    [{ AGENT_TOKEN: '' }, /^AGENT_TOKEN is not set: create/],
    [{ AGENT_TOKEN: 'agent_hunter2' }, /^AGENT_TOKEN is not an agent token .*: set it to one\.$/],
    [{ SHARED_AGENT_PLATFORM_KEY: 'ab' }, /^SHARED_AGENT_PLATFORM_KEY is not a platform key \(64/],
    [{ REDIVER_BOOTSTRAP_TOKEN: 'ABC' }, /^REDIVER_BOOTSTRAP_TOKEN is not a bootstrap token/],
    [{ AGENT_API_KEY: 'enrol_1' }, /^AGENT_API_KEY is not an enrolment key/],
    [
      { AGENT_LAUNCH_TOKEN: 'launch_1', AGENT_TOKEN: '' },
      /^AGENT_LAUNCH_TOKEN is not a launch token/,
    ],
    [{ AGENT_ENROLMENT: 'pigeon' }, /^AGENT_ENROLMENT is 'pigeon', which is not auto or one of/],
    [{ EXPLOOP_API_URL: 'api.example.com' }, /^EXPLOOP_API_URL is 'api\.example\.com'/],
    [
      { MAX_CONCURRENT: 'many' },
      /^MAX_CONCURRENT is 'many', which is not a whole number from 1 to 1000: .* out for 4\.$/,
    ],
    [{ MAX_CONCURRENT: '0' }, /^MAX_CONCURRENT is '0'/],
    [{ MAX_CONCURRENT: '1e2' }, /^MAX_CONCURRENT is '1e2'/],
    [{ DRAIN_TIMEOUT: '-1' }, /^DRAIN_TIMEOUT is '-1'/],
    [{ BACKEND_GRPC_ADDR: 'http://a:1' }, /^BACKEND_GRPC_ADDR is 'http:.*host:port/],
    [{ BACKEND_ADDR: 'a' }, /^BACKEND_ADDR is 'a'/],
    [{ BACKEND_GRPC_ADDR: 'a:70000' }, /^BACKEND_GRPC_ADDR is/],
    [{ BACKEND_URL: 'localhost:8080' }, /^BACKEND_URL is 'localhost:8080'/],
    [{ BACKEND_URL: 'http://u:p@h' }, /^BACKEND_URL is/],
    [{ GRPC_TLS: 'yes' }, /^GRPC_TLS is 'yes', which is not true, false or auto/],
    [{ TENANT_SLUG: 'Acme' }, /^TENANT_SLUG is 'Acme'/],
    [{ AGENT_NAME: 'a b' }, /^AGENT_NAME is 'a b'/],
    [{ WORKER_TYPE: '*' }, /^WORKER_TYPE is/],
    [{ OTEL_ENABLED: '1' }, /^OTEL_ENABLED is '1', which is not true or false/],
    [
      { OTEL_SAMPLE_RATIO: '1.5' },
      /^OTEL_SAMPLE_RATIO is '1\.5', which is not a number from 0 to 1/,
    ],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'novalue' }, /^OTEL_RESOURCE_ATTRIBUTES is/],
    [{ LOG_LEVEL: 'trace' }, /^LOG_LEVEL is/],
    [{ CARRIER: 'pigeon' }, /^CARRIER is 'pigeon', which is not stream or poll/],
    [{ POLL_TIMEOUT: '31' }, /^POLL_TIMEOUT is/],
    [{ AGENT_REGION: 'EU 1' }, /^AGENT_REGION is 'EU 1', which is not a word of lower-case/],
    [{ AGENT_TOOLS: 'nmap,Trivy' }, /^AGENT_TOOLS is 'nmap,Trivy', which is not a list/],
    [{ AGENT_EXEC_FILE: '/data/' }, /^AGENT_EXEC_FILE is/],
    [{ AGENT_ID_FILE: '/data/' }, /^AGENT_ID_FILE is/],
  ] as [Record<string, string>, RegExp][])('%j is refused in one sentence', (env, sentence) => {
    expect(() => read(env)).toThrow(ConfigError)
    expect(() => read(env)).toThrow(sentence)
  })
})

test('the documentation names each variable with its default', () => {
  const page = readFileSync(new URL('../../docs/agent.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` *\| (.*?) *\|/gm)]
  expect(new Set(rows.map(([, name]) => name))).toEqual(new Set(Object.keys(variables)))
  for (const [, name, cell] of rows) {
    const variable: Variable = variables[name as keyof typeof variables]
    if (variable.default !== undefined) {
      expect([name, cell]).toEqual([name, `\`${variable.default}\``])
    }
  }
})
