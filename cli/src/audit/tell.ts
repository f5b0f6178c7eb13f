// What was found in an audit trail, as sentences.
import type { Schemas } from '@reeve/openapi'
import type { Reason, Verdict } from './verify.ts'

const meanings: Record<Reason, string> = {
  gap: 'the event that belongs there is missing',
  prev_hash_mismatch: 'it does not follow from the event before it',
  hash_mismatch: 'it is not what was sealed',
  checkpoint_mismatch: 'a signed checkpoint says otherwise, or its signature is not good',
  end_mismatch: 'the signed end says otherwise, or its signature is not good',
  unknown_key: 'the signature there is by a key that is not among those that count',
  malformed: 'no broker writes such a line',
  truncated: 'it is cut off: the signed end is missing',
}

export function tellOffline(verdict: Verdict): string {
  const { after, last, events, checkpoints, at, kid, broken } = verdict
  if (!broken)
    return `Unbroken: ${count(events, 'event')} (${after + 1} to ${last}), ${count(checkpoints, 'checkpoint')}, signed at ${at} by ${kid}.`
  const { reason, sequence, id, line } = broken
  const event = `event ${sequence}${id === null ? '' : ` (${id})`}`
  const where = /^(malformed|checkpoint|end|unknown|truncated)/.test(reason) && id === null
  return `Broken at line ${line}, ${where ? 'after ' : ''}${event}: ${reason}, ${meanings[reason]}.`
}

export function tellOnline(found: Schemas['AuditVerification']): string {
  const { after, last, verified, checkpoints, unsealed, first_broken: broken } = found
  if (broken) {
    const { sequence, id, reason } = broken
    return `Broken at event ${sequence}${id === null ? '' : ` (${id})`}: ${reason}, ${meanings[reason]}.`
  }
  const events = verified === 0 ? '' : ` (${after + 1} to ${last})`
  return `Unbroken: ${count(verified, 'event')}${events}, ${count(checkpoints, 'checkpoint')}; ${unsealed} not sealed yet.`
}

const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? '' : 's'}`
