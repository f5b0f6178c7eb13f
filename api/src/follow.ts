// What other replicas say, done to the sessions on this one.
import type { Registry } from './carriers/registry.ts'
import type { Hints } from './db/listen.ts'
import type { Revocations } from './identity/revocations.ts'

/** Work that may be there, jobs that were cancelled, agents and tenants that are out. */
export function follow(hints: Hints, registry: Registry, wake: () => void): void {
  hints.on('work', wake)
  hints.on('cancelled', (hint) => {
    registry.of(hint.agent)?.cancel(hint.job, hint.attempt, 'The job was cancelled.')
  })
  hints.on('ended', ({ by, id }) => {
    if (by !== 'agent' && by !== 'tenant') return
    for (const session of registry.every())
      if (id === { agent: session.agent, tenant: session.tenant_id }[by]) session.close('ended')
  })
}

/** Who was let in by what is revoked is cut off on this replica, before this replica says that it knows. */
export function followRevocations(revocations: Revocations, registry: Registry): void {
  revocations.onApplied((rows) => {
    // A token alone that ends is noticed when it is used; its stream has a timer of its own.
    const keys = new Set(rows.map(({ key }) => key).filter((key) => !key.startsWith('token:')))
    if (keys.size === 0) return
    for (const session of registry.every())
      if (session.standing.keys.some((key) => keys.has(key)) && revocations.judge(session.standing))
        session.close('ended')
  })
}
