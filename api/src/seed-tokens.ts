// For trying things out: a token of an operator and a launch token, made at the start of a broker that is told to.
import { randomBytes } from 'node:crypto'
import { adminToken } from './admin-auth/handlers.ts'
import * as apps from './apps/store.ts'
import { record } from './audit/store.ts'
import { ConfigError } from './config.ts'
import { hashOf } from './identity/hash.ts'
import type { Trust } from './identity/trust.ts'
import { newId } from './ids.ts'
import * as launchTokens from './launch-tokens/store.ts'
import { systemTenant } from './tenants/rules.ts'

export interface SeedTokens {
  admin_token: string
  launch_token: string
}

const seconds = 3600
const name = 'seed'
/** What its agents may ask for. */
const scopes = ['read:data:*', 'write:data:*']

/** They open the broker to whoever reads its output: `mode` is what the configuration file says the broker is for. */
export function refuseSeedTokens(wanted: boolean, mode: string | undefined): void {
  if (!wanted || mode === 'dev') return
  throw new ConfigError(
    'REEVE_SEED_TOKENS prints tokens that open the broker. It needs a configuration file that says MODE=dev: `reeve init --mode dev` writes one. Unset it anywhere else.',
  )
}

export async function seedTokens(trust: Trust): Promise<SeedTokens> {
  const { db } = trust
  const tx = await db.begin('app', systemTenant.id)
  try {
    const app =
      (await tx.maybe(apps.byName, { app: name })) ??
      (await tx.one(apps.insert, {
        ...{ id: newId(), name, description: 'Made for REEVE_SEED_TOKENS.', scopes },
        ...{ token_ttl_seconds: seconds, secret_hash: hashOf(randomBytes(32).toString('hex')) },
      }))
    const [id, secret] = [newId(), randomBytes(32).toString('hex')]
    const launch_token = `launch_${id.replaceAll('-', '')}_${secret}`
    await tx.one(launchTokens.insert, {
      ...{ id, app_id: app.id, agent_name: name, allowed_scope: scopes, audience: [] },
      ...{ ttl_seconds: seconds, max_ttl_seconds: seconds, single_use: true, max_uses: 1 },
      token_hash: hashOf(launch_token),
    })
    await record(tx, {
      ...{ operation: 'seedTokens', target: '/', request_id: id, tenant_id: systemTenant.id },
      principal: { kind: 'operator', id, name: 'start', scopes: [] },
    })
    await tx.commit()
    return { admin_token: (await adminToken(trust, seconds)).token, launch_token }
  } catch (error) {
    await tx.rollback()
    throw error
  }
}
