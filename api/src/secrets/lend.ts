// What a tenant lends to the runs of its tasks: its variables, and its secrets, opened for just that.
import type { Logger } from 'pino'
import type { JobContext } from '../carriers/registry.ts'
import type { Database } from '../db/database.ts'
import type { Vault } from '../identity/vault.ts'
import { hosts } from '../tenants/store.ts'
import { values } from '../variables/store.ts'
import { openValue } from './sealing.ts'
import { sealed } from './store.ts'

type Lend = (tenants: string[]) => Promise<Map<string, JobContext>>

/** A tenant whose secrets cannot be opened is left out, and the log says so. */
export function createLender(db: Database, vault: Vault, log: Logger): Lend {
  return async (wanted) => {
    const tenants = [...new Set(wanted)]
    if (tenants.length === 0) return new Map()
    const work = db.as('work')
    const [secrets, variables, reach] = await Promise.all([
      work.many(sealed, { tenants }),
      work.many(values, { tenants }),
      work.many(hosts, { tenants }),
    ])
    const lent = new Map<string, JobContext>()
    for (const tenant of tenants) {
      const own = <Row extends { tenant: string }>(rows: Row[]) =>
        rows.filter((row) => row.tenant === tenant)
      try {
        lent.set(tenant, {
          config: byName(own(variables)),
          secrets: byName(
            own(secrets).map(({ name, value }) => ({ name, value: openValue(vault, value) })),
          ),
          allowed_hosts: own(reach).flatMap(({ allowed_hosts }) => allowed_hosts),
        })
      } catch (error) {
        log.error({ operation: 'lend', tenant, err: error }, 'its secrets cannot be opened')
      }
    }
    return lent
  }
}

const byName = (rows: Array<{ name: string; value: string }>): Record<string, string> =>
  Object.fromEntries(rows.map(({ name, value }) => [name, value]))
