// A request's body: the flags, upon a file, upon the object as it is when it is to be changed.
import type { Client, Operation } from '@reeve/openapi'
import { flag, only } from './contract/flags.ts'
import { resolve } from './contract/schemas.ts'
import { objectFrom } from './files.ts'
import { type Io, UsageError } from './io.ts'
import { callOf, type Request, type Typed } from './request.ts'

/** `reading` is the operation that reads what `operation` changes, if it changes something. */
export async function withBody(
  api: Client,
  operation: Operation,
  reading: Operation | undefined,
  request: Request,
  typed: Typed,
  io: Io,
): Promise<Request> {
  if (!operation.body) return request
  if (reading && typed.file === undefined) {
    if (Object.keys(typed.body).length === 0)
      throw new UsageError('Say what to change, by a flag or --file.')
    return changed(
      operation,
      (await callOf(api, reading)(onlyPath(request))) as object,
      request,
      typed,
    )
  }
  const { properties = {}, required = [] } = resolve(operation.body)
  const implied = required.map((name) => [name, only(properties[name]!)] as const)
  const given = typed.file === undefined ? {} : await objectFrom(typed.file, io)
  const body = { ...Object.fromEntries(implied), ...given, ...typed.body }
  const missing = required.filter((name) => body[name] === undefined)
  if (missing.length === 0) return { ...request, body }
  const flags = missing.map((name) => {
    const { name: typed, secret } = flag(name, 'body', properties[name]!, true)
    return `--${typed}${secret ? '-stdin' : ''}`
  })
  throw new UsageError(`Missing: ${flags.join(', ')}. More is told by --help.`)
}

/** What can change as it was read, with the flags upon it; refused as `stale` if someone was faster. */
function changed(operation: Operation, now: object, request: Request, typed: Typed): Request {
  const { properties = {} } = resolve(operation.body!)
  const kept = Object.entries(now).filter(([name]) => name in properties)
  const { revision } = now as { revision?: number }
  return {
    ...request,
    body: { ...Object.fromEntries(kept), ...typed.body },
    ...(revision !== undefined && { header: { 'if-match': `"${revision}"` } }),
  }
}

function onlyPath({ path }: Request): Request {
  return { path, query: {} }
}
