// One follower's stream: reads what it does not know yet, a page at a time, and only as fast as its reader takes it.
import type { Query } from '../../db/database.ts'
import * as journal from './journal.ts'
import { type Facts, facts, lines, type Round } from './store.ts'

/** Most lines of a page, and most of their text in bytes: what one stream holds in memory, more or less. */
const page = { limit: 500, most_text: 131_072 }

/** How long a missing line is waited for while its attempt goes on, in ms. */
const patience = 2_000

/** Where a follower learns that there may be more. */
export interface Watch {
  /** Grows with each change that was seen. */
  readonly changes: number
  /** Resolves when `changes` is no longer what it was, after so many ms, or when the stream is to end. */
  past: (changes: number, ms: number) => Promise<void>
  /** The stream is to end, or its reader is gone. */
  readonly stopped: boolean
}

interface Reading {
  work: Query
  job: string
  watch: Watch
  /** Between two signs of life, in ms. */
  heartbeat: number
}

/** How far a stream is. */
interface Place {
  known: journal.Known
  /** Since when a line has been missing. */
  gapSince: number | undefined
}

/** What one look found. */
interface News {
  told: journal.Told[]
  next: Place
  /** What to do then: look on at once, wait for more, or nothing, for the job is over. */
  course: 'more' | 'wait' | 'end'
}

/** Pieces of a stream's text. Ends after the job's end, when the job is gone, and when the watch is stopped. */
export async function* told(
  reading: Reading,
  known: journal.Known,
): AsyncGenerator<string, void, void> {
  const { watch, heartbeat } = reading
  let place: Place = { known, gapSince: undefined }
  yield 'retry: 1000\n\n'
  while (!watch.stopped) {
    const { changes } = watch
    const news = await look(reading, place)
    for (const piece of news?.told ?? []) yield journal.written(piece)
    if (!news || news.course === 'end') return
    place = news.next
    if (news.course === 'more') continue
    const gap = place.gapSince !== undefined
    await watch.past(changes, gap ? patience / 4 : heartbeat)
    if (watch.changes === changes && !gap) yield ': \n\n'
  }
}

async function look(reading: Reading, { known, gapSince }: Place): Promise<News | undefined> {
  const { work, job } = reading
  const now = await work.maybe(facts, { job, from_round: known.round - 1 })
  if (!now) return undefined
  const round = journal.roundOf(now, known)
  const { told: found, more, gap } = await read(reading, now, round, known, isPatient(gapSince))
  const after = found.at(-1)?.known ?? known
  const place = { known: after, gapSince: gap ? (gapSince ?? performance.now()) : undefined }
  if (more) return { told: found, next: place, course: 'more' }
  if (!journal.isOver(round)) return { told: found, next: place, course: 'wait' }
  if (round !== now)
    return { told: found, next: { ...place, known: journal.next(after) }, course: 'more' }
  return { told: [...found, journal.end(now, after)], next: place, course: 'end' }
}

const isPatient = (gapSince: number | undefined): boolean =>
  gapSince === undefined || performance.now() - gapSince < patience

/** What of a round is not known: its beginning, a page of lines, its progress, its end. */
async function read(
  reading: Reading,
  now: Facts,
  round: Round,
  before: journal.Known,
  patient: boolean,
): Promise<{ told: journal.Told[]; more: boolean; gap: boolean }> {
  const told = journal.beginning(now, round, before)
  const known = () => told.at(-1)?.known ?? before
  const over = journal.isOver(round)
  const found = await linesOf(reading, now, round, known())
  const kept = over || !patient ? found : journal.withoutGap(found, known().line)
  for (const line of kept) told.push(journal.lineOf(round, line, known()))
  const gap = kept.length < found.length
  // A page may also end where its text is too much; only an empty one says that there are no more.
  if (found.length > 0 && !gap) return { told, more: true, gap }
  const progress = round === now && journal.progressOf(now, known())
  if (progress) told.push(progress)
  const last = journal.ending(round, known())
  if (last) told.push(last)
  return { told, more: false, gap }
}

/** Of an attempt that has begun, or of one that is over. */
async function linesOf({ work, job }: Reading, now: Facts, round: Round, known: journal.Known) {
  const { attempt } = round
  const none = known.phase === 3 || (known.phase < 2 && !journal.isOver(round))
  if (none || !journal.wasTaken(now, round)) return []
  return work.many(lines, { job, attempt, after: known.line, ...page })
}
