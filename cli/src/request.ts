// What a command line turns into before it is sent, and the call that sends it.
import type { Client, Operation } from '@reeve/openapi'

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

/** The client's function of an operation that is known by name only. */
export function callOf(
  api: Client,
  { operationId }: Operation,
): (request: Request) => Promise<unknown> {
  return api[operationId as keyof Client] as never
}
