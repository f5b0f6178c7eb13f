// Binds the contract to the handlers. There is no other way to add a route.
import type { Readable } from 'node:stream'
import {
  document,
  type operations,
  type Operation,
  operationsOf,
  type Schema,
} from '@reeve/openapi'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Principal } from '../identity/principal.ts'
import type { Call, Context, Runner } from './context.ts'
import { listEtag } from './etag.ts'

export type { Context } from './context.ts'

type Success = 200 | 201 | 202 | 204
/** Of a stream of events the contract describes one event; what a handler returns is their text, as of lines. */
type Content<T> = T extends { content: infer C }
  ? C extends { 'text/event-stream': unknown } | { 'application/x-ndjson': unknown }
    ? Readable
    : C[keyof C]
  : undefined
type Parameters<Id extends keyof operations, In extends string> = operations[Id] extends {
  parameters: infer P
}
  ? In extends keyof P
    ? NonNullable<P[In]>
    : Record<string, never>
  : never

/** What a handler gets: validated against the contract, defaults filled in. */
export interface Input<Id extends keyof operations> {
  path: Parameters<Id, 'path'>
  query: Filled<Parameters<Id, 'query'>>
  header: Parameters<Id, 'header'>
  body: operations[Id] extends { requestBody: infer B } ? Content<B> : undefined
}
/** What has a default is always there; other absent parameters are undefined. */
type Filled<Q> = Q & { [Name in keyof Q & WithDefault]: NonNullable<Q[Name]> }
type WithDefault = 'limit' | 'lifetime_seconds'

export type Output<Id extends keyof operations> = {
  [S in keyof operations[Id]['responses'] & Success]: Content<operations[Id]['responses'][S]>
}[keyof operations[Id]['responses'] & Success]

export type Handler<Id extends keyof operations> = (
  input: Input<Id>,
  context: Context,
) => Promise<Output<Id> extends undefined ? void : Output<Id>>

/** One handler for each operation: a missing one does not compile. */
export type Handlers = { [Id in keyof operations]: Handler<Id> }

/** The document under the name by which route schemas refer to it. */
const documentId = 'openapi'

export function serve(app: FastifyInstance, handlers: Handlers, runner: Runner): void {
  app.addSchema({ $id: documentId, components: document.components })
  for (const operation of operationsOf(document)) {
    const handler = handlers[
      operation.operationId as keyof operations
    ] as unknown as Call['handler']
    const calls = new WeakMap<FastifyRequest, Principal>()
    app.route({
      method: operation.method.toUpperCase() as 'GET',
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      schema: schemaOf(operation),
      ...(operation['x-body-limit'] && { bodyLimit: operation['x-body-limit'] }),
      config: { operation },
      ...(operation.operationId.startsWith('list') && { onSend: listEtag }),
      // Before the body is read: strangers do not get to send us a mebibyte.
      onRequest: async (request) => void calls.set(request, await runner.admit(operation, request)),
      handler: async (request: FastifyRequest, reply: FastifyReply) =>
        runner.run({ operation, handler, principal: calls.get(request)!, request, reply }),
    })
  }
}

function schemaOf(operation: Operation): object {
  const part = (where: string) => {
    const own = operation.parameters.filter((parameter) => parameter.in === where)
    if (own.length === 0) return undefined
    return {
      type: 'object',
      properties: Object.fromEntries(
        own.map((parameter) => [parameter.name, elsewhere(parameter.schema)]),
      ),
      required: own.filter((parameter) => parameter.required).map((parameter) => parameter.name),
      // Headers that others add are not ours to refuse; a misspelt query parameter is.
      additionalProperties: where === 'header',
    }
  }
  const json = operation.success.content?.['application/json']?.schema
  const parts = {
    params: part('path'),
    querystring: part('query') ?? { type: 'object', additionalProperties: false },
    headers: part('header'),
    body: operation.body && elsewhere(operation.body),
    response: json && { [operation.success.status]: elsewhere(json) },
  }
  return Object.fromEntries(Object.entries(parts).filter(([, schema]) => schema !== undefined))
}

/** "#/components/…" as seen from a route: it stands in the document. */
function elsewhere(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${documentId}#/`)) as Schema
}

declare module 'fastify' {
  interface FastifyContextConfig {
    operation?: Operation
  }
}
