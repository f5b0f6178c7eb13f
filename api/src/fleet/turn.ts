// Whose turn it is before a job's, in words: its tenant's share of the lane, its place in the tenant, and the bound.
import type { Query } from '../db/database.ts'
import { promised } from '../queue/handlers.ts'
import { type Turn, turnOf } from '../queue/shares/store.ts'
import type { Reason } from './reasons.ts'

/** Its turn counts when nothing else keeps it waiting, save that its agents are busy. */
export async function withTurn(
  work: Query,
  which: { job: string; tenant_id: string },
  reasons: Reason[],
): Promise<Reason[]> {
  if (reasons.some(({ code }) => code !== 'no-slot')) return reasons
  const [busy] = reasons
  const turn = await work.maybe(turnOf, which)
  const words = turn ? wordsOf(turn) : 'It is next.'
  return busy
    ? [{ ...busy, detail: `${busy.detail} ${words}` }]
    : [{ code: 'waiting-its-turn', detail: `Agents are free for it. ${words}` }]
}

function wordsOf(turn: Turn): string {
  const { share, bound_claims } = promised(turn.weight, turn.classes, turn)
  return [placeOf(turn), shareOf(turn, share), boundOf(turn, bound_claims)].join(' ')
}

function placeOf({ before }: Turn): string {
  if (before === null) return 'Of its tenant’s jobs a thousand or more wait.'
  if (before === 0) return 'It is the next of its tenant’s jobs.'
  return `Of its tenant’s jobs ${before} ${before === 1 ? 'goes' : 'go'} before it.`
}

const shareOf = ({ weight }: Turn, share: number): string =>
  share === 1
    ? 'No other tenant waits for its agents.'
    : `The tenant’s share of its agents is ${Math.round(share * 1000) / 10} % (weight ${weight} of ${Math.round(weight / share)}).`

function boundOf({ claims_per_second }: Turn, bound: number): string {
  const time = claims_per_second
    ? `, about ${Math.ceil(bound / claims_per_second)} s at the present rate`
    : ''
  return `Its tenant’s next turn comes after ${bound} claims of others at most${time}.`
}
