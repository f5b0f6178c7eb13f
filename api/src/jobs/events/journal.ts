// What happened to a job, as events in one order that every replica tells alike. Pure: facts in, events out.
import { createHash } from 'node:crypto'
import type { Schemas } from '../../http/revision.ts'
import { problem } from '../../problem.ts'
import type { Facts, Round } from './store.ts'

export type Event =
  | Schemas['JobStatusEvent']
  | Schemas['JobProgressEvent']
  | Schemas['JobLineEvent']
  | Schemas['JobEndEvent']

/**
 * How much of a job somebody knows. It names places in the job's own past – its rounds, and the lines of an attempt by
 * their numbers – so it means the same to every replica, whatever is committed when.
 */
export interface Known {
  round: number
  /** Of the round: 0 it waits, 1 an agent has it, 2 it runs, 3 it is over; -1: nothing yet. */
  phase: number
  /** The last line of the round's attempt. */
  line: number
  /** Which progress was told last; empty: none. */
  progress: string
}

export const nothing: Known = { round: 0, phase: -1, line: 0, progress: '' }

const idOf = ({ round, phase, line, progress }: Known): string =>
  `${round}.${phase}.${line}${progress && `.${progress}`}`

/** The contract has checked its form. */
export function knownBy(id: string): Known {
  const [round, phase, line, progress = ''] = id.split('.') as [string, string, string, string?]
  return { round: Number(round), phase: Number(phase), line: Number(line), progress }
}

/** One piece of a stream: what happened, and what is known when it has been told. */
export interface Told {
  event: Event
  known: Known
}

/** The round that somebody is in who knows so much: one that is over, or the present one. */
export function roundOf(facts: Facts, { round }: Known): Round {
  if (round > facts.number)
    throw problem('invalid-request', 'The last event id is not one of this job.')
  return facts.rounds.find(({ number }) => number === round) ?? facts
}

/** Whether no more can happen in a round, so that what is missing of its lines stays missing. */
export const isOver = ({ ended_at }: Round): boolean => ended_at !== null

/** Whether its agent was given it in this round, and not in one before. */
export function wasTaken(facts: Facts, round: Round): boolean {
  const before = facts.rounds.find(({ number }) => number === round.number - 1)
  return round.attempt > (before?.attempt ?? 0)
}

/** Changes of state up to the lines of a round. */
export function beginning(facts: Facts, round: Round, known: Known): Told[] {
  const taken = wasTaken(facts, round)
  const before = facts.rounds.find(({ number }) => number === round.number - 1)
  const attempt = before?.attempt ?? 0
  const queued = {
    ...stateAt('queued', before?.ended_at ?? facts.created_at, attempt),
    error: before?.status === 'queued' ? before.error : null,
  }
  const agent = round.agent_id
  const steps = [
    queued,
    taken &&
      round.assigned_at && { ...stateAt('assigned', round.assigned_at, round.attempt), agent },
    taken && round.started_at && { ...stateAt('running', round.started_at, round.attempt), agent },
  ]
  return steps.flatMap((event, phase) =>
    event && phase > known.phase ? [{ event, known: { ...known, phase } }] : [],
  )
}

const stateAt = (status: Schemas['Job']['status'], at: string, attempt: number) => ({
  event: 'status' as const,
  status,
  attempt,
  agent: null as string | null,
  at: new Date(at).toISOString(),
  error: null as Schemas['JobError'] | null,
})

export function lineOf(
  { attempt }: Round,
  line: Omit<Schemas['JobLine'], 'attempt'>,
  known: Known,
): Told {
  return { event: { event: 'line', attempt, ...line }, known: { ...known, line: line.number } }
}

/** The progress as it is now, unless it is what was told last. What it was between two looks nobody knows. */
export function progressOf(facts: Facts, known: Known): Told | undefined {
  const { attempt, progress, progress_message } = facts
  const none = progress === 0 && progress_message === ''
  if (none || known.phase < 1 || known.phase > 2 || !wasTaken(facts, facts)) return undefined
  const mark = createHash('sha256')
    .update(`${progress} ${progress_message}`)
    .digest('hex')
    .slice(0, 8)
  if (mark === known.progress) return undefined
  const event = { event: 'progress' as const, attempt, progress, progress_message }
  return { event, known: { ...known, progress: mark } }
}

/** How a round ended, if that is a change of state of its own: a job that goes back is told as queued. */
export function ending(round: Round, known: Known): Told | undefined {
  const { status, ended_at, attempt, agent_id: agent, error } = round
  if (ended_at === null || status === 'queued' || known.phase === 3) return undefined
  const event = { ...stateAt(status, ended_at, attempt), agent, error }
  return { event, known: { ...known, phase: 3 } }
}

/** The job is over: the last event. Who has it and asks again gets it again. */
export function end({ status, attempt, dead }: Facts, known: Known): Told {
  const ended = status as Schemas['JobEndEvent']['status']
  return { event: { event: 'end', status: ended, attempt, dead }, known }
}

/** After a round that is over. */
export const next = ({ round }: Known): Known => ({ ...nothing, round: round + 1 })

/** Lines that follow each other without a gap; what comes after a gap may yet be filled. */
export function withoutGap<Line extends { number: number }>(lines: Line[], after: number): Line[] {
  const gap = lines.findIndex(({ number }, index) => number !== after + 1 + index)
  return gap === -1 ? lines : lines.slice(0, gap)
}

/** As server-sent events write it. JSON has no line break outside of its strings, and none inside. */
export const written = ({ event, known }: Told): string =>
  `id: ${idOf(known)}\nevent: ${event.event}\ndata: ${JSON.stringify(event)}\n\n`
