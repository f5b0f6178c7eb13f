// Carries out one command: chooses the operation, builds the request, shows the answer.
import { type Client, itemsOf, type Operation } from '@reeve/openapi'
import { withBody } from './body.ts'
import { itemOf } from './contract/schemas.ts'
import type { Choice } from './choose.ts'
import type { Io } from './io.ts'
import { showList, showOne } from './output/show.ts'

/** What was typed: arguments by path parameter, flags by property, and what commands have in common. */
export interface Typed {
  path: Record<string, string>
  body: Record<string, unknown>
  query: Record<string, unknown>
  tenant?: string | undefined
  allTenants?: boolean | undefined
  file?: string | undefined
  limit?: number | undefined
  all?: boolean | undefined
  json?: boolean | undefined
}

export interface Request {
  path: Record<string, string>
  query: Record<string, unknown>
  header?: Record<string, string>
  body?: unknown
}

type AnyCall = (request: Request) => Promise<unknown>
type AnyList = (request: never) => Promise<{ items: Array<Record<string, unknown>>; next_cursor: string | null }>

/** `all` are the contract's operations: a change begins with reading. */
export async function perform(
  api: Client,
  all: Operation[],
  { operation, path, query }: Choice,
  typed: Typed,
  io: Io,
): Promise<void> {
  const item = itemOf(operation)
  if (item) {
    const { items, more } = await gather(callOf(api, operation) as AnyList, { path, query }, typed)
    return showList(io, item, items, more, typed.json)
  }
  const reading = all.find(
    (other) => operation.method === 'put' && other.method === 'get' && other.path === operation.path,
  )
  const request = await withBody(api, operation, reading, { path, query }, typed, io)
  showOne(io, operation, await callOf(api, operation)(request), typed.json)
}

export function callOf(api: Client, { operationId }: Operation): AnyCall {
  return api[operationId as keyof Client] as unknown as AnyCall
}

/** As many items as asked for, and whether there are more: one more than wanted is asked for. */
async function gather(list: AnyList, { path, query }: Request, { all, limit = 100 }: Typed) {
  const most = all ? Infinity : limit
  const items: Array<Record<string, unknown>> = []
  const request = { path, query: { ...query, ...(!all && { limit: Math.min(most + 1, 1000) }) } }
  for await (const item of itemsOf(list, request as never)) {
    if (items.length >= most) return { items, more: true }
    items.push(item)
  }
  return { items, more: false }
}
