// The revocations that count, in memory: found by key, gone when nothing they end can be alive. Pure: the clock is told.
import type { Row } from './revocations/store.ts'

export interface Applied {
  number: number
  key: string
  verb: Row['verb']
  starts_at: Date
  until: Date | null
}

/** What a token says of the revocations that it outlives. */
export interface Standing {
  /** Those up to here were known when it was issued. */
  gen: number
  /** Those up to here were known when its enrolment began; absent: `gen`. */
  since?: number
  keys: readonly string[]
}

/** A token that merely expired can be renewed: its enrolment stands. */
export type Purpose = 'access' | 'renewal'

export interface Revoked {
  add: (rows: Row[]) => void
  /** What has come into force since it was last asked. */
  begun: (now: number) => Applied[]
  ends: (token: Standing, purpose: Purpose, now: number) => boolean
  size: () => number
}

/** How often what is over is thrown away, in ms. */
const tidyEvery = 10_000

export function createRevoked(): Revoked {
  const byKey = new Map<string, Row[]>()
  let waiting: Row[] = []
  let tidied = -Infinity

  function forget({ id, key }: Pick<Row, 'id' | 'key'>): void {
    const left = (byKey.get(key) ?? []).filter((row) => row.id !== id)
    if (left.length > 0) byKey.set(key, left)
    else byKey.delete(key)
    waiting = waiting.filter((row) => row.id !== id)
  }

  function tidy(now: number): void {
    if (now - tidied < tidyEvery) return
    tidied = now
    for (const [key, rows] of byKey) {
      const left = rows.filter(({ until }) => until === null || until > now)
      if (left.length === 0) byKey.delete(key)
      else if (left.length < rows.length) byKey.set(key, left)
    }
  }

  return {
    add(rows) {
      for (const row of rows) {
        if (row.lifted) {
          forget(row)
          continue
        }
        byKey.set(row.key, [...(byKey.get(row.key) ?? []), row])
        waiting.push(row)
      }
    },
    begun(now) {
      tidy(now)
      if (waiting.length === 0) return []
      const begun = waiting.filter(({ starts_at }) => starts_at <= now)
      if (begun.length > 0) waiting = waiting.filter(({ starts_at }) => starts_at > now)
      return begun.map(({ number, key, verb, starts_at, until }) => ({
        number,
        key,
        verb,
        starts_at: new Date(starts_at),
        until: until === null ? null : new Date(until),
      }))
    },
    ends(token, purpose, now) {
      if (byKey.size === 0) return false
      return token.keys.some((key) =>
        byKey.get(key)?.some((row) => inForce(row, now) && counts(row, token, purpose)),
      )
    },
    size: () => byKey.size,
  }
}

const inForce = ({ starts_at, until }: Row, now: number): boolean =>
  starts_at <= now && (until === null || until > now)

function counts({ verb, number }: Row, { gen, since = gen }: Standing, purpose: Purpose): boolean {
  if (verb === 'ban') return true
  if (verb === 'revoke') return number > since
  return purpose === 'access' && number > gen
}
