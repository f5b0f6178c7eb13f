// Who holds an api token, remembered for a moment: a busy program must not ask the database for each request.
import type { Database } from '../db/database.ts'
import type { Hints } from '../db/listen.ts'
import { problem } from '../problem.ts'
import { hashOf } from './hash.ts'
import type { Principal } from './principal.ts'
import { findPrincipal, type FoundPrincipal } from './store.ts'

export interface Principals {
  /** The holder of a token, or the problem `unauthenticated`. */
  of: (token: string) => Promise<Principal>
  /** Credentials have changed on this replica: the next request of each asks anew. */
  forget: () => void
}

interface Known {
  principal: Principal
  until: number
}

/** How long a holder is remembered at most, in ms, should the hint that it was revoked be lost. */
const life_ms = 1_000
/** Tokens remembered at most; whose was found longest ago goes first. */
const most = 10_000

/** Only who is let in is remembered: wrong tokens and suspended tenants are looked up each time. */
export function createPrincipals(
  db: Database,
  hints: Pick<Hints, 'on'>,
  now: () => number = () => performance.now(),
): Principals {
  const known = new Map<string, Known>()
  const asked = new Map<string, Promise<Principal>>()
  /** Counts what was forgotten: what was asked before must not be remembered after. */
  let age = 0

  function forget(): void {
    age += 1
    known.clear()
    asked.clear()
  }
  hints.on('ended', ({ by }) => {
    if (by === 'api_token' || by === 'tenant') forget()
  })

  async function ask(key: string, hash: Buffer): Promise<Principal> {
    const [before, began] = [age, now()]
    const found = await db.as('app').maybe(findPrincipal, { hash })
    if (!found) throw problem('unauthenticated', 'The api token is wrong, expired or revoked.')
    const principal = principalOf(found)
    if (before !== age || found.suspended) return principal
    known.set(key, { principal, until: began + Math.min(life_ms, found.ms_left) })
    if (known.size > most) known.delete(known.keys().next().value!)
    return principal
  }

  /** Requests of one token that come while it is looked up wait for the same answer. */
  function askOnce(key: string, hash: Buffer): Promise<Principal> {
    const under = asked.get(key)
    if (under) return under
    const asking = ask(key, hash).finally(() => {
      if (asked.get(key) === asking) asked.delete(key)
    })
    asked.set(key, asking)
    return asking
  }

  return {
    async of(token) {
      const hash = hashOf(token)
      const key = hash.toString('latin1')
      const found = known.get(key)
      if (found && now() < found.until) return found.principal
      known.delete(key)
      return askOnce(key, hash)
    },
    forget,
  }
}

function principalOf({
  id,
  name,
  scopes,
  tenant,
  tenant_id,
  suspended,
}: FoundPrincipal): Principal {
  if (tenant === null || tenant_id === null) return { kind: 'operator', id, name, scopes }
  return { kind: 'tenant', id, name, scopes, tenant, tenant_id, suspended }
}
