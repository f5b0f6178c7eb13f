// The contract as data, and the one walk over its operations that server, CLI, provider and tests share.
import { createRequire } from 'node:module'

export interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  default?: unknown
  description?: string
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  readOnly?: boolean
  examples?: unknown[]
  'x-secret'?: boolean
  /** It is told of one that is read alone; in lists it is null. */
  'x-alone'?: boolean
  [keyword: string]: unknown
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  schema: Schema
}

type Content = Record<string, { schema: Schema }>

export interface Operation {
  operationId: string
  summary: string
  description?: string
  tags: string[]
  path: string
  method: 'get' | 'post' | 'put' | 'delete'
  parameters: Parameter[]
  /** Schema of the JSON body, if there is one. */
  body?: Schema
  /** Its body may also come as a form. */
  forms?: true
  /** The one success status and its content: media type → schema. */
  success: { status: number; content?: Content }
  /** Alternatives, each a scheme with the scopes it must grant; `{}` is open to all. */
  security: Array<Partial<Record<'operator' | 'tenant' | 'app' | 'agent' | 'agent_key', string[]>>>
  'x-body-limit'?: number
  'x-transaction'?: 'batched' | 'none'
  /** A POST that changes nothing: it asks something that does not belong into an address. */
  'x-reads'?: true
  'x-cache'?: string
  /** It answers with server-sent events, each as the content's schema says, and can be resumed by Last-Event-ID. */
  'x-stream'?: true
}

interface RawOperation extends Omit<Operation, 'path' | 'method' | 'body' | 'success'> {
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
}

export interface Document {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, unknown>>
  components: {
    schemas: Record<string, Schema>
    [kind: string]: Record<string, unknown>
  }
}

/** The whole contract (OpenAPI 3.1). It is found by the package's own name, from source and from dist alike. */
export const document = createRequire(import.meta.url)('@reeve/openapi/openapi.json') as Document

const methods = ['get', 'post', 'put', 'delete'] as const

/** Every operation of a contract with its path, method and parameters, in the document's order. */
export function operationsOf(contract: Document): Operation[] {
  return Object.entries(contract.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method] !== undefined)
      .map((method) => operation(path, method, item)),
  )
}

/** Whether an operation changes nothing: it leaves no event behind, and may be repeated without a key. */
export const isRead = (operation: Pick<Operation, 'method' | 'x-reads'>): boolean =>
  operation.method === 'get' || operation['x-reads'] === true

function operation(
  path: string,
  method: Operation['method'],
  item: Record<string, unknown>,
): Operation {
  const { requestBody, responses, ...raw } = item[method] as RawOperation
  const shared = (item['parameters'] ?? []) as Parameter[]
  const [status, answer] = Object.entries(responses).find(([code]) => code.startsWith('2'))!
  const body = requestBody?.content['application/json']?.schema
  return {
    ...raw,
    path,
    method,
    parameters: [...shared, ...(raw.parameters ?? [])],
    ...(body && { body }),
    ...(requestBody?.content['application/x-www-form-urlencoded'] && { forms: true as const }),
    success: { status: Number(status), ...(answer.content && { content: answer.content }) },
  }
}
