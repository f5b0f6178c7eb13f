// The typed client: every operation of the contract as a function, found by its operationId. Runs in browsers too.
import createFetchClient from 'openapi-fetch'
import { exchange } from './client/exchange.ts'
import { followed } from './client/stream.ts'
import { ProblemError } from './client/errors.ts'
import { warningsIn } from './client/warnings.ts'
import type { CallOptions, Client, ClientOptions, OperationId } from './client/types.ts'
import { routes } from './generated/client/routes.ts'
import type { paths } from './generated/client/types.ts'
import { problems } from './problems.ts'

export { type Mistake, type Problem, ProblemError, UnreachableError } from './client/errors.ts'
export { itemsOf } from './client/items.ts'
export type * from './client/types.ts'

interface AnyInput {
  path?: Record<string, string>
  query?: Record<string, unknown>
  header?: Record<string, string>
  body?: unknown
}

/** openapi-fetch's `request` without its types: they are by path, ours by operationId. */
type Send = (
  method: string,
  path: string,
  init: {
    params: Omit<AnyInput, 'body'>
    body: unknown
    parseAs: 'text'
    fetch: (request: Request) => Promise<Response>
  },
) => Promise<{ data: string }>

/**
 * A client of one broker: `await api.getTenant({ path: { tenant: 'acme' } })` resolves with the tenant,
 * or rejects with a `ProblemError` (the broker refused) or an `UnreachableError` (no broker answered).
 * Calls are repeated while that is safe: each POST carries one Idempotency-Key through all its attempts.
 *
 * What the contract calls a stream is a sequence: `for await (const event of api.followJob({ path }))` yields each
 * event once, across broken connections, and is over after the last.
 */
export function createClient(options: ClientOptions): Client {
  const address = addressOf(options.url)
  const send = createFetchClient<paths>({ baseUrl: address }).request as unknown as Send
  const caller = (id: OperationId) => (input?: AnyInput, own?: CallOptions) => {
    const how = { ...options, ...own, signal: both(options.signal, own?.signal) }
    return routes[id].stream
      ? follow(send, address, id, input ?? {}, how)
      : call(send, address, id, input ?? {}, how)
  }
  const ids = Object.keys(routes) as OperationId[]
  return Object.freeze(Object.fromEntries(ids.map((id) => [id, caller(id)]))) as unknown as Client
}

async function call(
  send: Send,
  address: string,
  operation: OperationId,
  input: AnyInput,
  options: ClientOptions,
): Promise<unknown> {
  const { answer } = routes[operation]
  const take = (response: Response) => {
    for (const warning of warningsIn(response.headers.get('reeve-warnings')))
      options.warned?.(warning)
    return response.text()
  }
  const { data } = await ask(send, address, operation, input, options, take)
  return answer === 'application/json' ? JSON.parse(data) : answer === null ? undefined : data
}

function follow(
  send: Send,
  address: string,
  operation: OperationId,
  input: AnyInput,
  options: ClientOptions,
): AsyncGenerator<unknown, void, undefined> {
  const { last_event_id: query, ...rest } = input.query ?? {}
  const { 'last-event-id': given, ...header } = input.header ?? {}
  const connect = async (last: string | undefined): Promise<Response> => {
    const asked = {
      ...input,
      query: rest,
      header: { ...header, ...(last !== undefined && { 'last-event-id': last }) },
    }
    let opened: Response | undefined
    await ask(send, address, operation, asked, options, async (response) => {
      opened = response
    })
    return opened!
  }
  return followed(connect, given ?? (query as string | undefined), options.signal)
}

/** Sends a call until it is answered or given up; what `take` makes of the answer is all of it. */
async function ask(
  send: Send,
  address: string,
  operation: OperationId,
  { path = {}, query = {}, header, body }: AnyInput,
  {
    token,
    signal,
    userAgent,
    timeout = 30_000,
    retryFor = 30_000,
    fetch = globalThis.fetch,
  }: ClientOptions,
  take: (response: Response) => Promise<string | void>,
): Promise<{ data: string }> {
  const route = routes[operation]
  refuseDots(operation, route.path, path)
  const repeatable = route.keyed || route.reads || route.method !== 'POST'
  const { answer, method } = route
  const headers = {
    accept: `${answer ?? '*/*'}, application/problem+json`,
    ...(route.keyed && { 'idempotency-key': crypto.randomUUID() }),
    ...(userAgent !== undefined && { 'user-agent': userAgent }),
    ...header,
  }
  const how = { operation, address, repeatable, answer, token, retryFor, timeout, signal, fetch }
  return send(method, route.path, {
    params: { path, query, header: headers },
    body,
    parseAs: 'text',
    fetch: async (request) => new Response((await exchange(request, how, take)) ?? ''),
  })
}

/** `.` and `..` are resolved away by every URL parser, and nothing is another path: none may name a resource. */
function refuseDots(operation: string, template: string, path: Record<string, string>): void {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
  const bad = names.filter((name) => ['', '.', '..'].includes(path[name] ?? ''))
  if (bad.length === 0) return
  const detail = 'must name a resource; empty, `.` and `..` do not.'
  throw new ProblemError(operation, {
    ...problems['invalid-request'],
    code: 'invalid-request',
    detail: `/${bad[0]!} ${detail}`,
    instance: '',
    errors: bad.map((name) => ({ in: 'path', pointer: `/${name}`, detail })),
  })
}

function addressOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (
    parsed === undefined ||
    !/^https?:$/.test(parsed.protocol) ||
    parsed.username + parsed.password
  ) {
    throw new TypeError(
      "The broker's address must be like https://reeve.example.com, without user name or password.",
    )
  }
  return `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}`
}

function both(one?: AbortSignal, other?: AbortSignal): AbortSignal | undefined {
  return one && other ? AbortSignal.any([one, other]) : (one ?? other)
}
