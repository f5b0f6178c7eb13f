// Submits against job types: the type is known, the payload fits its schema, the timeout its limit.
import type { Query } from '../db/database.ts'
import { sentenceOf } from '../mistakes.ts'
import { mistake, problem } from '../problem.ts'
import { type Check, checkOf } from './schema.ts'
import * as store from './store.ts'

/** How old a type may be that a submit is checked against. */
const fresh_ms = 1_000
const most = 1_000

interface Submitted {
  type: string
  payload: unknown
  timeout_seconds: number
}

interface Known {
  kind: store.Kind
  read_at: number
}

export interface Kinds {
  /** Refuses a job that its type does not allow; fills the schema's defaults into its payload. */
  admit: (query: Query, job: Submitted) => Promise<void>
  /** A type has changed here. */
  forget: () => void
}

export function createKinds(now: () => number = Date.now): Kinds {
  const known = new Map<string, Known>()

  async function read(query: Query, name: string): Promise<store.Kind> {
    const kind = await query.maybe(store.kind, { name })
    if (!kind) {
      known.delete(name)
      throw await unknown(query, name)
    }
    known.delete(name)
    known.set(name, { kind, read_at: now() })
    if (known.size > most) known.delete(known.keys().next().value!)
    return kind
  }

  return {
    async admit(query, job) {
      const found = known.get(job.type)
      const kept = found && now() - found.read_at < fresh_ms ? found.kind : undefined
      const kind = kept ?? (await read(query, job.type))
      const refusal = refusalOf(kind, job)
      if (!refusal) return
      // What is refused by a type as it was may fit it as it is now.
      const current = kept ? await read(query, job.type) : kind
      const still = current.revision === kind.revision ? refusal : refusalOf(current, job)
      if (still) throw still
    },
    forget: () => known.clear(),
  }
}

function refusalOf(kind: store.Kind, { payload, timeout_seconds }: Submitted): Error | undefined {
  const mistakes = checkFor(kind)(payload)
  if (mistakes.length > 0)
    return problem('invalid-request', sentenceOf(mistakes), { errors: mistakes })
  const { name, max_timeout_seconds: limit } = kind
  if (timeout_seconds <= limit) return undefined
  return mistake('/timeout_seconds', `must be at most ${limit}, the limit of the type ${name}`)
}

const checks = new Map<string, Check>()

/** Compiled once for each revision of a type. */
function checkFor({ id, revision, payload_schema, built_in }: store.Kind): Check {
  const key = `${id}:${revision}`
  const check = checks.get(key) ?? checkOf(payload_schema, built_in)
  checks.delete(key)
  checks.set(key, check)
  if (checks.size > most) checks.delete(checks.keys().next().value!)
  return check
}

async function unknown(query: Query, name: string): Promise<Error> {
  const names = (await query.many(store.names)).map((one) => one.name)
  const some =
    names.length > shown ? `${names.slice(0, shown).join(', ')} and others` : names.join(', ')
  return mistake('/type', `is ${name}, which is no known job type: it must be one of ${some}`)
}

const shown = 50
