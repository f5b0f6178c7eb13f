// What a part of the contract may say of its operations and things.
import type { RequestOptions, TestBroker } from '../broker.ts'
import type { Made } from '../enrol.ts'

export interface Place {
  /** The operation's path with all its parameters filled in. */
  path: string
  /** What stands behind each parameter. */
  made: Record<string, Made>
}

/** Of one operation. All is optional: what is not said follows from the contract. */
export interface Means {
  /** Brings what the path names into the state in which the operation succeeds; may give the place another path. */
  prepare?: (broker: TestBroker, place: Place) => Promise<void>
  /** Body, token or headers, in place of those that are made of the contract. `place` is there when it was furnished. */
  call?: (broker: TestBroker, place: Place | undefined) => Promise<RequestOptions>
  /** Tables that grow by it beside that of what it makes. */
  also?: string[]
}

/** Of one part of the contract. */
export interface Part {
  operations: Record<string, Means>
  /** How the thing in a collection is made that no POST of an example makes, by the collection's path in the contract. */
  things: Record<string, (broker: TestBroker, place: Place) => Promise<Made>>
}
