// The client's shape: one function per operation, typed by the contract's operationIds.
import type { components, operations } from '../generated/client/types.ts'

export interface ClientOptions {
  /** The broker's address, such as `https://reeve.example.com`. */
  url: string
  /** The bearer token, or a function that is asked for it before every attempt (so that it may be renewed). */
  token?: string | (() => string | Promise<string>) | undefined
  /** How long (ms) failed calls may go on being repeated; 0 is never. Default 30,000. */
  retryFor?: number | undefined
  /** How long (ms) one attempt may take. Default 30,000. */
  timeout?: number | undefined
  /** Ends every call of this client. */
  signal?: AbortSignal | undefined
  /** What the client calls itself to the broker. */
  userAgent?: string | undefined
  /** Hears what the broker allows and yet takes for a likely mistake. */
  warned?: ((warning: Warning) => void) | undefined
  /** Another `fetch`, for a proxy or a private authority. */
  fetch?: ((request: Request) => Promise<Response>) | undefined
}

/** What stands in the header `reeve-warnings` of an answer. */
export interface Warning {
  detail: string
  /** JSON Pointer (RFC 6901) into the body. */
  pointer?: string
  /** Addresses of the other objects that it depends on. */
  because?: string[]
}

/** What one call may set apart from its client. */
export type CallOptions = Pick<ClientOptions, 'signal' | 'timeout' | 'retryFor'>

export type OperationId = keyof operations

/** What an operation takes, in the words of its handler: `path`, `query`, `header`, `body`. */
export type Input<Id extends OperationId> = Omit<operations[Id]['parameters'], 'cookie'> &
  (operations[Id] extends { requestBody: { content: { 'application/json': infer Body } } }
    ? { body: Body }
    : { body?: never })

type Success = 200 | 201 | 202 | 204
type Content<Answer> = Answer extends { content: infer Types } ? Types[keyof Types] : undefined

/** What an operation answers. */
export type Output<Id extends OperationId> = {
  [Status in keyof operations[Id]['responses'] & Success]: Content<
    operations[Id]['responses'][Status]
  >
}[keyof operations[Id]['responses'] & Success]

/** What happens in a stream, each with the id by which one can go on behind it. */
type Happening<Id extends OperationId> = operations[Id]['responses'] extends {
  200: { content: { 'text/event-stream': infer Event } }
}
  ? Event & { id: string }
  : never

export type Call<Id extends OperationId> = [Happening<Id>] extends [never] ? Ask<Id> : Follow<Id>

type Follow<Id extends OperationId> = (
  input: Input<Id>,
  options?: CallOptions,
) => AsyncGenerator<Happening<Id>, void, undefined>

type Ask<Id extends OperationId> =
  {} extends Input<Id>
    ? (input?: Input<Id>, options?: CallOptions) => Promise<Output<Id>>
    : (input: Input<Id>, options?: CallOptions) => Promise<Output<Id>>

/** Every operation of the contract under its operationId. */
export type Client = { readonly [Id in OperationId]: Call<Id> }

/** The contract's objects by name, such as `Schemas['Tenant']`. */
export type Schemas = components['schemas']
