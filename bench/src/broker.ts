// A broker in a process of its own, as users run it, with a tenant whose jobs are measured.
import { randomBytes } from 'node:crypto'
import { createClient, type Client } from '@reeve/openapi'
import { type Child, startChild } from './child.ts'
import { connections } from './postgres.ts'
import { programOf } from './program.ts'

export interface BenchBroker extends AsyncDisposable {
  url: string
  /** For agents. */
  addresses: { url: string; grpcAddress: string }
  api: Client
  /** A tenant of its own, with the tokens that its programs and its agents would have. */
  tenant: (slug: string) => Promise<BenchTenant>
  databaseUrl: string
  pid: number
  settings: string
  /** Another one on the same database. */
  beside: () => Promise<BenchBroker>
}

/** What all brokers on one database have in common. */
interface Keys {
  REEVE_MASTER_KEY: string
  REEVE_ADMIN_TOKEN: string
}

export interface BenchTenant {
  slug: string
  apiToken: string
  agentToken: string
}

export async function startBroker(
  databaseUrl: string,
  env: Record<string, string> = {},
  given?: Keys,
): Promise<BenchBroker> {
  const keys = given ?? {
    REEVE_MASTER_KEY: randomBytes(32).toString('hex'),
    REEVE_ADMIN_TOKEN: `reeve_${randomBytes(32).toString('hex')}`,
  }
  const { args, built } = programOf('api', 'main')
  const child = startChild(args, {
    REEVE_DATABASE_URL: databaseUrl,
    ...keys,
    REEVE_HTTP_PORT: '0',
    REEVE_GRPC_PORT: '0',
    REEVE_DRAIN_SECONDS: '1',
    ...env,
  })
  try {
    const { url, grpc } = await addressesOf(child)
    const api = createClient({ url, token: keys.REEVE_ADMIN_TOKEN })
    if (!given) await api.createPlan({ body: plan })
    const settings = `one broker (${built ? 'built' : 'from source'}, a process of its own), ${connections} connections a role, log level info`
    const { pid = 0 } = child.process
    const stop = () => child[Symbol.asyncDispose]()
    return {
      ...{ url, addresses: { url, grpcAddress: grpc }, api, databaseUrl, pid, settings },
      tenant: (slug) => furnish(api, slug),
      beside: () => startBroker(databaseUrl, env, keys),
      [Symbol.asyncDispose]: stop,
    }
  } catch (error) {
    await child[Symbol.asyncDispose]()
    throw error
  }
}

async function addressesOf(child: Child): Promise<{ url: string; grpc: string }> {
  return child.line((line) =>
    line.includes('"broker ready"')
      ? (JSON.parse(line) as { url: string; grpc: string })
      : undefined,
  )
}

/** It lets a queue grow, so that it is not the plan that is measured. */
const plan = { name: 'bench', max_concurrent_jobs: 1_000_000, max_queued_jobs: 10_000_000 }

async function furnish(api: Client, slug: string): Promise<BenchTenant> {
  await api.createTenant({ body: { slug, plan: plan.name } })
  const path = { tenant: slug }
  const programs = { name: 'programs', scopes: ['jobs:read' as const, 'jobs:write' as const] }
  const { token: apiToken } = await api.createTenantApiToken({ path, body: programs })
  const { token: agentToken } = await api.createAgentToken({ path, body: { name: 'agents' } })
  return { slug, apiToken: apiToken!, agentToken: agentToken! }
}
