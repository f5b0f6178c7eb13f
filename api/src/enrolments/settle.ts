// Who an agent that comes is taken for, and whether it may come in: what a rule decided, and what a person has.
import type { Known } from '../agents/store.ts'
import { problem } from '../problem.ts'
import type { Decision } from './decide.ts'
import type { Entering } from './terms.ts'

export interface Settled {
  known: Known | undefined
  /** What decided. */
  by: Decision
  /** False: it waits. */
  enters: boolean
}

/**
 * Where a rule approves, that is all. Where a person decides, a yes of before holds: for one that was registered by
 * its name alone, and for one that shows by its own key that it is the same. One that has said whose key it has, and
 * not shown it, waits to show it.
 */
export function settle(
  decision: Decision,
  found: Known | undefined,
  { publicKey, attested }: Entering,
): Settled {
  if (found) mayReturn(found)
  if (decision.action === 'approve') return { known: found, by: decision, enters: true }
  const yes: Decision = { ...decision, action: 'approve', approval_method: 'manual' }
  if (expectedByName(found)) return { known: found, by: yes, enters: true }
  if (publicKey === null)
    throw problem(
      'conflict',
      'A person has to let this agent in, and it has no key of its own: only with one can it collect its session then.',
    )
  // another key under a known name is another agent: what a person said of the one is not said of the other
  const known = found?.public_key?.equals(publicKey) ? found : undefined
  const enters = letIn(known) && attested.possession
  return { known, by: enters ? yes : decision, enters }
}

/** Registered ahead, and nobody with a key has come yet. */
const expectedByName = (found: Known | undefined): boolean =>
  letIn(found) && found?.registered === true && found.public_key === null

/** Whether a person did. */
export const letIn = (known: Pick<Known, 'admission' | 'approval_method'> | undefined): boolean =>
  known?.admission === 'approved' && known.approval_method === 'manual'

/** Whoever was turned away gets nothing by coming again. */
export function mayReturn({
  admission,
  administration,
}: Pick<Known, 'admission' | 'administration'>): void {
  if (admission === 'denied') throw problem('forbidden', 'This agent was not let in: it is denied.')
  if (administration !== 'enabled') throw problem('forbidden', `This agent is ${administration}.`)
}
