// An agent in a process of its own, as users run it: enrolled with an agent token, on the stream.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BenchBroker, BenchTenant } from './broker.ts'
import { startChild } from './child.ts'
import { onInterruption } from './interruption.ts'
import { programOf } from './program.ts'

export interface BenchAgent extends AsyncDisposable {
  settings: string
}

/** The cheapest job an agent can run; it says when it began. */
const handlers = `export const bench = {
  type: 'health_check',
  run: () => performance.timeOrigin + performance.now(),
}
`

/** Resolves once the broker has it online. */
export async function startAgent(
  broker: BenchBroker,
  tenant: BenchTenant,
  slots: number,
): Promise<BenchAgent> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-bench-agent-'))
  await writeFile(join(folder, 'handlers.mjs'), handlers)
  const child = startChild(programOf('agent', 'main').args, {
    AGENT_TOKEN: tenant.agentToken,
    AGENT_HANDLERS: join(folder, 'handlers.mjs'),
    AGENT_NAME: 'bench',
    AGENT_ID_FILE: join(folder, 'agent-id'),
    BACKEND_URL: broker.url,
    BACKEND_GRPC_ADDR: broker.addresses.grpcAddress,
    MAX_CONCURRENT: String(slots),
    DRAIN_TIMEOUT: '1',
  })
  const stop = async (): Promise<void> => {
    await child[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
  onInterruption(stop)
  try {
    child.process.stdout!.resume()
    await online(broker.api, tenant.slug)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    settings: `one agent (a process of its own, on the stream), ${slots} slots, log level info`,
    [Symbol.asyncDispose]: stop,
  }
}

async function online(api: BenchBroker['api'], tenant: string): Promise<void> {
  const until = Date.now() + 20_000
  while (Date.now() < until) {
    const { items } = await api.listAgents({ path: { tenant } })
    if (items.some(({ liveness }) => liveness === 'online')) return
    await delay(50)
  }
  throw new Error('The agent did not come online; see above.')
}
