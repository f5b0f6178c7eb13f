// A broker in the test's own process, on a database of its own. `second` starts another replica on the same one.
import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { createLog, migrate, readConfig, startBroker as startApp, type Broker } from '@reeve/api'
import { firstStart } from '../../api/src/first-start.ts'
import { createVault } from '../../api/src/identity/vault.ts'
import { adminSecret } from './means/doors.ts'
import { testDatabase } from './postgres.ts'

export interface TestBroker extends AsyncDisposable {
  url: string
  grpcAddress: string
  adminToken: string
  databaseUrl: string
  /** Everything it logged. */
  log: () => string
  /** Another broker on the same database. */
  second: (env?: Record<string, string>) => Promise<Broker & { grpcAddress: string }>
  /** A JSON request; the answer with its parsed body. */
  request: (method: string, path: string, options?: RequestOptions) => Promise<Answer>
}

export interface RequestOptions {
  body?: unknown
  token?: string
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  headers: Headers
  body: any // oxlint-disable-line typescript/no-explicit-any -- tests look into answers of any shape
}

export async function startBroker(env: Record<string, string> = {}): Promise<TestBroker> {
  const database = await testDatabase()
  const adminToken = `reeve_${randomBytes(32).toString('hex')}`
  const masterKey = randomBytes(32)
  const sink = new PassThrough()
  let logged = ''
  sink.on('data', (chunk: Buffer) => (logged += chunk.toString()))
  const configOf = (more: Record<string, string>) =>
    readConfig({
      REEVE_HTTP_PORT: '0',
      REEVE_GRPC_PORT: '0',
      REEVE_DATABASE_URL: database.url,
      REEVE_MASTER_KEY: masterKey.toString('hex'),
      REEVE_ADMIN_TOKEN: adminToken,
      REEVE_ADMIN_SECRET: adminSecret,
      REEVE_DRAIN_SECONDS: '2',
      REEVE_DATABASE_CONNECTIONS: '4',
      REEVE_TASK_INLINE_MAX_CONCURRENT: '0', // only where it is the story
      ...env,
      ...more,
    })
  const config = configOf({})
  const log = createLog('debug', sink)
  await migrate(database.url, { first: firstStart(config, createVault(masterKey)).run })
  const start = async (more: Record<string, string>) => {
    const config = configOf(more)
    const broker = await startApp({
      config,
      databaseUrl: config.databaseUrl!,
      masterKey,
      log,
    })
    return { ...broker, grpcAddress: broker.grpcAddress! }
  }
  const first = await start({})
  return {
    ...first,
    adminToken,
    databaseUrl: database.url,
    log: () => logged,
    second: (more = {}) => start(more),
    request: (method, path, options) => request(first.url, adminToken, method, path, options),
    async [Symbol.asyncDispose]() {
      await first[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

export async function request(
  url: string,
  token: string,
  method: string,
  path: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const { body, headers } = options
  const response = await fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${options.token ?? token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const json = /[/+]json/.test(response.headers.get('content-type') ?? '')
  return {
    status: response.status,
    headers: response.headers,
    body: json ? JSON.parse(text) : text,
  }
}
