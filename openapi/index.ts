// What the other rooms see of the contract: the document, its types, the problems, the client.
export {
  document,
  type Document,
  isRead,
  operationsOf,
  type Operation,
  type Parameter,
  type Schema,
} from './document.ts'
export { problems, type ProblemCode } from './problems.ts'
export type { components, operations, paths } from './generated/types.ts'
export {
  type AuditedEvent,
  breakOf,
  type Break,
  bytesOf,
  chained,
  digestOf,
  type Entry,
  genesis,
  hexOf,
  type HiddenEvent,
  type Link,
  type SealedEvent,
  type Sha256,
} from './rules/audit.ts'
export {
  type AuditKey,
  bareKey,
  checkpointLine,
  type End,
  endLine,
  entryLine,
  headerLine,
  type Header,
  type Line,
  lineOf,
  type Statement,
  statementOf,
  statementTypes,
} from './rules/audit-lines.ts'
export { covers, coversAll, type Grant, grantLimits, parseGrant } from './rules/grants.ts'
export { scopeAllows, scopesAllow } from './rules/scopes.ts'
export { isSegment, parseSpiffe, spiffeIdOf, type SpiffeParts } from './rules/spiffe.ts'
export { type Field, transcript } from './rules/transcripts.ts'
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
