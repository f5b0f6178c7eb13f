// Enrolment with the client certificate that the connection shows: there is nothing to add to it.
import type { Method } from './method.ts'

export const certificate: Method = {
  method: 'certificate',
  proof: () => ({}),
}
