// What the other rooms see of the contract: the document, its types, the problems, the client.
export {
  document,
  type Document,
  operationsOf,
  type Operation,
  type Parameter,
  type Schema,
} from './document.ts'
export { problems, type ProblemCode } from './problems.ts'
export type { components, operations, paths } from './generated/types.ts'
export { scopeAllows, scopesAllow } from './rules/scopes.ts'
export { createClient, itemsOf, ProblemError, UnreachableError } from './client.ts'
export type {
  CallOptions,
  Client,
  ClientOptions,
  Input,
  Mistake,
  Output,
  Schemas,
} from './client.ts'
