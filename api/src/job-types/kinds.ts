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
  /** Null: as its type allows. */
  timeout_seconds: number | null
}

interface Known {
  kind: store.Kind
  read_at: number
}

export interface Kinds {
  /**
   * Refuses a job that its type does not allow; fills in the defaults of its payload, and its timeout. A type that another
   * replica has changed is followed within a second. Who is in a transaction passes it: waiting for a connection while
   * holding one, all holders could wait for each other.
   */
  admit: (job: Submitted, tx?: Query) => Promise<void>
  /** A type has changed here. */
  forget: () => void
}

export function createKinds(shared: Query, now: () => number = () => performance.now()): Kinds {
  const known = new Map<string, Known>()
  const asked = new Map<string, Promise<store.Kind>>()
  /** Counts what was forgotten: what was read before must not be kept after. */
  let age = 0

  async function read(name: string, query: Query): Promise<store.Kind> {
    const [before, read_at] = [age, now()]
    const kind = await query.maybe(store.kind, { name })
    known.delete(name)
    if (!kind) throw await unknown(query, name)
    if (before !== age) return kind
    known.set(name, { kind, read_at })
    if (known.size > most) known.delete(known.keys().next().value!)
    return kind
  }

  /** Submits that come while a type is read wait for the same answer. */
  function readOnce(name: string): Promise<store.Kind> {
    const under = asked.get(name)
    if (under) return under
    const reading = read(name, shared).finally(() => {
      if (asked.get(name) === reading) asked.delete(name)
    })
    asked.set(name, reading)
    return reading
  }

  return {
    async admit(job, tx) {
      const look = () => (tx ? read(job.type, tx) : readOnce(job.type))
      const found = known.get(job.type)
      const kept = found && now() - found.read_at < fresh_ms ? found.kind : undefined
      const kind = kept ?? (await look())
      const refusal = refusalOf(kind, job)
      if (!refusal) return
      // What is refused by a type as it was may fit it as it is now.
      const current = kept ? await look() : kind
      const still = current.revision === kind.revision ? refusal : refusalOf(current, job)
      if (still) throw still
    },
    forget() {
      age += 1
      known.clear()
      asked.clear()
    },
  }
}

/** In seconds, unless a job or its type says less. */
const usualTimeout = 1800

function refusalOf(kind: store.Kind, job: Submitted): Error | undefined {
  const mistakes = checkFor(kind)(job.payload)
  if (mistakes.length > 0)
    return problem('invalid-request', sentenceOf(mistakes), { errors: mistakes })
  const { name, max_timeout_seconds: limit } = kind
  job.timeout_seconds ??= Math.min(usualTimeout, limit)
  if (job.timeout_seconds <= limit) return undefined
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
