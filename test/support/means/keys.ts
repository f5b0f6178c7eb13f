// What the operations on platform keys, enrolment keys and agent tokens need.
import type { Part } from './part.ts'

/** What it let in ends. */
const ends = { also: ['revocation'] }

export const keys: Part = {
  operations: {
    revokeAgentToken: ends,
    revokeEnrolmentKey: ends,
    revokeTenantEnrolmentKey: ends,
    retirePlatformKey: ends,
  },
  things: {},
}
