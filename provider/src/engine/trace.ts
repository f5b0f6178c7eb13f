// What went to the broker and came back, for TF_LOG=TRACE: bodies without what is secret in them.
import type { Log } from '../wire/log.ts'
import type { Json, Model } from './model.ts'
import { redactor } from './redact.ts'

export interface Exchanged {
  method: string
  path: string
  sent: Json | undefined
  /** As text, since it may not be JSON. */
  answer: string
}

export function tracer(log: Log, model: Model): (exchange: Exchanged) => void {
  const redact = redactor(model)
  return ({ method, path, sent, answer }) =>
    log('trace', 'bodies', { method, path, sent: redact(sent), answer: redact(parsed(answer)) })
}

/** A page of a proxy, or anything else that is no answer of a broker, is told by its length alone. */
function parsed(answer: string): Json {
  try {
    const value = answer === '' ? null : (JSON.parse(answer) as Json)
    return typeof value === 'string' ? `${value.length} characters` : value
  } catch {
    return `${answer.length} characters that are not JSON`
  }
}
