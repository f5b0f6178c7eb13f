// What the operations on TLS, certificates and the admin secret need.
import type { Part } from './part.ts'

/** Of every broker that tests start. */
export const adminSecret = 'kT3-vZ8_qL1.mX6+wB9/rN4~cH7=yG2!'

export const doors: Part = {
  operations: {
    authenticateAdmin: { call: async () => ({ body: { secret: adminSecret } }) },
  },
  things: {},
}
