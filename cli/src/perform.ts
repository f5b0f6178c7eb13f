// Carries out one command: chooses the operation, builds the request, shows the answer.
import { type Client, itemsOf, type Operation } from '@reeve/openapi'
import { withBody } from './body.ts'
import { singular } from './contract/commands.ts'
import { isById, itemOf } from './contract/schemas.ts'
import type { Choice } from './choose.ts'
import type { Io } from './io.ts'
import { showList, showOne } from './output/show.ts'
import { columnsOf } from './output/table.ts'
import { callOf, type Request, type Typed } from './request.ts'

type AnyList = (
  request: never,
) => Promise<{ items: Array<Record<string, unknown>>; next_cursor: string | null }>

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
    const byId = operation.tags.some((tag) => isById(singular(tag)))
    return showList(io, columnsOf(item, byId), items, more, typed.json)
  }
  const reading = all.find(
    (other) =>
      operation.method === 'put' && other.method === 'get' && other.path === operation.path,
  )
  const request = await withBody(api, operation, reading, { path, query }, typed, io)
  const tried = request.query['dry_run'] === true
  showOne(io, operation, await callOf(api, operation)(request), typed.json, tried)
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
