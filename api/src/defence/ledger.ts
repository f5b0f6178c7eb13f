// What one replica knows of failed attempts: bounded, and with what it has not yet told the others.
import { createHash } from 'node:crypto'
import { type Count, isBanned, isOver, type Limits, withFailure } from './counts.ts'
import type { Counted } from './store.ts'

interface Entry extends Count {
  key: Buffer
  prefix: string
  address: string
  /** Failures that the table does not know yet. */
  untold: number
}

/** Entries kept; which failed longest ago goes first. */
const most = 10_000

export type Ledger = ReturnType<typeof createLedger>

interface Options {
  ofPair: Limits
  ofAddress: Limits
  now?: () => number
}

export function createLedger({ ofPair, ofAddress, now = () => performance.now() }: Options) {
  const known = new Map<string, Entry>()
  const out = outbox(known)
  const find = (prefix: string, address: string) => {
    const name = nameOf(prefix, address)
    return [name, known.get(name)] as const
  }
  const limitsOf = ({ prefix }: Pick<Entry, 'prefix'>) => (prefix === '' ? ofAddress : ofPair)

  function keep(name: string, entry: Entry): void {
    known.delete(name)
    known.set(name, entry)
    const [oldest = name] = known.size > most ? known.keys() : []
    if (oldest !== name) out.drop(oldest)
    if (oldest !== name) known.delete(oldest)
  }

  /** Whether a ban begins with it. */
  function fail(prefix: string, address: string): boolean {
    const [name, before] = find(prefix, address)
    const at = now()
    if (before && isBanned(before, at)) return false
    const bare = { key: keyOf(name), prefix: shown(prefix), address }
    const count = withFailure(before, at, limitsOf(bare))
    keep(name, { ...bare, ...count, untold: (before?.untold ?? 0) + 1 })
    out.add(name)
    return isBanned(count, at)
  }

  /** Takes over what the table says; what it was not told yet comes on top. */
  function learn(row: Counted): void {
    const name = nameOf(row.prefix, row.address)
    if (out.clears(name)) return
    const mine = known.get(name)
    const untold = mine?.untold ?? 0
    const told = countOf(row, mine, now())
    const over = told.failures === 0 || isOver(told, now(), limitsOf(row))
    if (over && untold === 0) known.delete(name)
    else keep(name, { ...row, ...told, failures: told.failures + untold, untold })
  }

  return {
    ...out,
    size: () => known.size,
    of: (prefix: string, address: string): Count | undefined => find(prefix, address)[1],
    /** Counts for the credential and, at doors, for the address; whether a ban begins with it. */
    failed(prefix: string, address: string, door: boolean): boolean {
      const began = fail(prefix, address)
      return (door && fail('', address)) || began
    },
    succeeded(prefix: string, address: string): boolean {
      const [name, entry] = find(prefix, address)
      if (!entry || isBanned(entry, now())) return false
      out.clear(name, entry.key)
      return known.delete(name)
    },
    learn,
    bannedAddresses: () => bannedIn(known.values(), now()),
  }
}

/** What a row says; what it does not know yet may have begun a ban, which stays. */
function countOf(row: Counted, mine: Entry | undefined, at: number): Count {
  const { failures, age_ms, ban_ms } = row
  const own = mine && mine.untold > 0 ? mine.bannedUntil : 0
  const told = ban_ms === null ? 0 : at + ban_ms
  return { windowAt: at - age_ms, failures, bannedUntil: Math.max(told, own) }
}

function bannedIn(entries: Iterable<Entry>, now: number): number {
  const banned = [...entries].filter((entry) => isBanned(entry, now))
  return new Set(banned.map(({ address }) => address)).size
}

/** What others are to be told. */
function outbox(known: Map<string, Entry>) {
  const untold = new Set<string>()
  const cleared = new Map<string, Buffer>()
  return {
    add: (name: string): void => void untold.add(name),
    drop: (name: string): void => void untold.delete(name),
    clear(name: string, key: Buffer): void {
      untold.delete(name)
      cleared.set(name, key)
    },
    clears: (name: string): boolean => cleared.has(name),
    waits: (): boolean => untold.size + cleared.size > 0,
    /** What is over; told once. */
    cleared(): Buffer[] {
      const keys = [...cleared.values()]
      cleared.clear()
      return keys
    },
    /** What was counted; told once. */
    counted(atOnce: number) {
      const entries = [...untold].slice(0, atOnce).map((name) => {
        untold.delete(name)
        return known.get(name)!
      })
      const told = {
        keys: entries.map(({ key }) => key),
        prefixes: entries.map(({ prefix }) => prefix),
        addresses: entries.map(({ address }) => address),
        failures: entries.map((entry) => entry.untold),
      }
      for (const entry of entries) entry.untold = 0
      return told
    },
  }
}

const nameOf = (prefix: string, address: string): string => `${shown(prefix)} ${address}`

const keyOf = (name: string): Buffer => createHash('sha256').update(name).digest()

/** Strangers' words are not written down: only what looks like an id of ours is. */
const shown = (prefix: string): string =>
  /^[A-Za-z0-9_.:-]{0,64}$/.test(prefix)
    ? prefix
    : createHash('sha256').update(prefix).digest('hex').slice(0, 16)
