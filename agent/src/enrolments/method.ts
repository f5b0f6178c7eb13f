// A way to prove who the agent is: one file per method, named as its twin in the broker.
import type { Config } from '../config.ts'

export interface Method {
  /** The value of `method` in the enrolment. */
  readonly method: string
  /** Whether the agent is set up for it. */
  applies(config: Config): boolean
  /** What is sent as `proof`. Never logged. */
  proof(config: Config): Readonly<Record<string, string>>
}
