// How much a tenant's secrets, or its variables, may hold: all of them travel with each run of its tasks.
import { mistake, problem } from '../problem.ts'

/** Bytes of all values together; secrets are counted as they rest, sealed. */
const most = 524_288

export function valueFits(value: string): void {
  // JSON spells each of them with six characters, and an assignment has its bounds.
  // oxlint-disable-next-line no-control-regex -- that is what is looked for
  if (/[\0-\x08\v\f\x0e-\x1f]/.test(value))
    throw mistake('/value', 'must not hold control characters but tabs and line breaks')
}

export function sumFits(sum: number): void {
  if (sum <= most) return
  const detail = `is too much: with it the tenant's values have ${sum} bytes; at most ${most} are allowed`
  throw problem('too-large', `/value ${detail}`, {
    errors: [{ in: 'body', pointer: '/value', detail }],
  })
}
