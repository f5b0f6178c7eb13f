// The demo's broker and agent.
import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@reeve/openapi'
import { createLog, readConfig, start } from '@reeve/api'
import { pino } from 'pino'
import { DemoError, type Place, type Stage } from './stage.ts'

const root = resolve(import.meta.dirname, '../..')

/** In this process, on free ports, with its log in a file. */
export async function startBroker(stage: Stage): Promise<Place> {
  const dataDir = join(stage.folder, 'data')
  const config = readConfig({
    REEVE_HTTP_PORT: '0',
    REEVE_GRPC_PORT: '0',
    REEVE_DATA_DIR: dataDir,
    REEVE_DRAIN_SECONDS: '2',
  })
  const log = createLog(
    'info',
    pino.destination({ dest: join(stage.folder, 'broker.log'), sync: true }),
  )
  const broker = await start(config, log)
  stage.undo(async () => broker[Symbol.asyncDispose]())
  stage.say(`HTTP ${broker.url}, agents ${broker.grpcAddress}`)
  return { url: broker.url, grpcAddress: broker.grpcAddress!, adminToken: broker.admin!.token }
}

/** As a process of its own, as users run it. The token goes through its environment, never through its arguments. */
export async function startAgent(stage: Stage, place: Place, token: string): Promise<void> {
  const log = join(stage.folder, 'agent.log')
  const output = await open(log, 'w', 0o600)
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', 'agent/src/main.ts'],
    {
      cwd: root,
      detached: true, // Ctrl-C is for the demo, which then ends the agent in order
      stdio: ['ignore', output.fd, output.fd],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        AGENT_TOKEN: token,
        AGENT_NAME: 'demo-agent',
        AGENT_ID_FILE: join(stage.folder, 'agent-id'),
        BACKEND_URL: place.url,
        BACKEND_GRPC_ADDR: place.grpcAddress,
        DRAIN_TIMEOUT: '2',
      },
    },
  )
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  stage.undo(async () => {
    child.kill('SIGTERM')
    await Promise.race([exited, delay(10_000).then(() => child.kill('SIGKILL'))])
    await output.close()
  })
  const gone = exited.then(async () => {
    throw new DemoError(
      `The agent ended before it was online:\n${(await readFile(log, 'utf8')).slice(-2000)}`,
    )
  })
  gone.catch(() => {})
  await Promise.race([online(stage, place), gone])
}

async function online({ signal, say }: Stage, { url, adminToken }: Place): Promise<void> {
  const client = createClient({ url, token: adminToken })
  for (let tries = 0; tries < 600; tries++) {
    const { items } = await client.listAgents(
      { path: { tenant: 'acme' }, query: { liveness: 'online' } },
      { signal },
    )
    const [agent] = items
    if (agent)
      return say(`${agent.name} is online for ${agent.tenant}, with ${agent.max_concurrent} slots`)
    await delay(50, undefined, { signal })
  }
  throw new DemoError('The agent was not online within 30 seconds.')
}
