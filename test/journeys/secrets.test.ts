// One whole run, and then a search: no secret that was made in it stands in a log, a plan, a stack or an argument.
import { mkdtemp, readdir, readFile, rm, chmod } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import pg from 'pg'
import { createLog } from '@reeve/api'
import { startEmbedded } from '../../api/src/db/embedded.ts'
import { adoptRoots } from '../../api/src/identity/keyring.ts'
import { createVault } from '../../api/src/identity/vault.ts'
import { jobToken, tokenExpiry } from '../../api/src/queue/token.ts'
import { type AgentProcess, spawnAgent } from '../support/agent.ts'
import { type BrokerProcess, brokerProcess } from '../support/process.ts'
import { describeWithTerraform, type Workspace, workspace } from '../support/terraform.ts'
import { until } from '../support/wait.ts'

const hcl = `
resource "reeve_tenant" "acme" { slug = "acme" }
resource "reeve_agent_token" "agents" {
  tenant = reeve_tenant.acme.slug
  name   = "agents"
}
resource "reeve_api_token" "pipeline" {
  tenant = reeve_tenant.acme.slug
  name   = "pipeline"
  scopes = ["jobs:write"]
}
output "agent_token" {
  value     = reeve_agent_token.agents.token
  sensitive = true
}`

describeWithTerraform('secrets', () => {
  let folder: string
  let broker: BrokerProcess
  let terraform: Workspace
  let agent: AgentProcess
  /** Every secret of the run, by what it is. */
  const secrets = new Map<string, string>()
  /** Everything that was written where people or programs may read it, by where. */
  const written = new Map<string, string>()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reeve-secrets-'))
    await chmod(folder, 0o711)
    broker = await brokerProcess({ REEVE_DATA_DIR: join(folder, 'data'), REEVE_LOG_LEVEL: 'trace' })
    await broker.start()
    const { url: REEVE_URL, adminToken: REEVE_TOKEN } = broker
    const log = join(folder, 'terraform.log')
    terraform = await workspace({ REEVE_URL, REEVE_TOKEN, TF_LOG: 'TRACE', TF_LOG_PATH: log })
    secrets.set('operator token', broker.adminToken)
    secrets.set('master key', (await readFile(join(folder, 'data/master-key'), 'utf8')).trim())
  })
  afterAll(async () => {
    await agent?.[Symbol.asyncDispose]()
    await terraform?.[Symbol.asyncDispose]()
    await broker?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  let handedOver: Parameters<typeof jobToken>[1] & { timeout_seconds: number; assigned_at: string }
  /** The tokens that the agent had for its job, from what the stopped broker left behind. */
  async function jobTokens(): Promise<void> {
    const vault = createVault(Buffer.from(secrets.get('master key')!, 'hex'))
    const embedded = await startEmbedded({
      dataDir: join(folder, 'data'),
      log: createLog('silent'),
    })
    const client = new pg.Client({ connectionString: embedded.url })
    await client.connect()
    await adoptRoots(client, vault)
    await client.end()
    await embedded.stop()
    const expiry = tokenExpiry(handedOver.timeout_seconds, Date.parse(handedOver.assigned_at))
    for (let later = 0; later < 5; later++)
      secrets.set(
        `job token, handed over ${later} s after the claim`,
        jobToken(vault, handedOver, expiry + later),
      )
  }

  test('1 · tokens are made with Terraform, and the plan before and after is kept', async () => {
    await terraform.write(hcl)
    const before = await terraform.run('plan', '-no-color')
    const applied = await terraform.apply()
    const after = await terraform.run('plan', '-no-color', '-detailed-exitcode')
    expect(after.code).toBe(0)
    for (const [name, { stdout, stderr }] of Object.entries({ before, applied, after }))
      written.set(`terraform ${name}`, stdout + stderr)
    for (const address of ['reeve_agent_token.agents', 'reeve_api_token.pipeline'])
      secrets.set(address, (await terraform.state(address))!['token'] as string)
  })

  test('2 · an agent works, is renewed, and a job runs', async () => {
    agent = spawnAgent(broker, secrets.get('reeve_agent_token.agents')!)
    const token = secrets.get('reeve_api_token.pipeline')!
    const body = { type: 'script', payload: { script: 'log.info("hello"); return 1' } }
    const made = await broker.request('POST', '/api/v1/tenants/acme/jobs', {
      body,
      token,
      headers: { 'idempotency-key': 'a-key-of-mine' },
    })
    secrets.set('idempotency key', 'a-key-of-mine')
    const job = await until(
      async () => (await broker.request('GET', `/api/v1/tenants/acme/jobs/${made.body.id}`)).body,
      ({ status }) => status === 'completed',
    )
    handedOver = { ...job, job: job.id }
    written.set('arguments', await allArguments())
  })

  test('3 · an enrolment by hand gives a session', async () => {
    const proof = { token: secrets.get('reeve_agent_token.agents')! }
    const body = { method: 'agent_token', proof, agent: { name: 'by-hand' } }
    const session = await broker.request('POST', '/api/v1/agent/enrolments', { body })
    expect(session.status).toBe(201)
    secrets.set('session', session.body.token)
    await broker.request('POST', '/api/v1/agent/session/renewals', { token: session.body.token })
    await broker.request('POST', '/api/v1/agent/session/renewals', {
      token: `${session.body.token}x`,
    })
    await broker.request('GET', '/api/v1/tenants', { token: 'reeve_wrong' })
  })

  test('4 · everything is stopped, and nothing that was written holds a secret', async () => {
    agent.kill('SIGTERM')
    expect(await agent.exited).toBe(0)
    await broker.kill('SIGTERM')
    await jobTokens()
    written.set('agent', agent.output())
    written.set('broker', broker.output())
    written.set('terraform log', await readFile(join(folder, 'terraform.log'), 'utf8'))
    for (const name of await readdir(join(folder, 'data/postgres')))
      if (name.endsWith('.log'))
        written.set(name, await readFile(join(folder, 'data/postgres', name), 'utf8'))
    expect([...written.keys()]).toEqual(
      expect.arrayContaining(['agent', 'broker', 'postgres.log', 'terraform log', 'arguments']),
    )
    const found = [...secrets].flatMap(([what, secret]) =>
      [...written]
        .filter(([, text]) => text.includes(secret))
        .map(([where]) => `${what} in ${where}`),
    )
    expect(found).toEqual([])
  })

  test('5 · not even something shaped like a session, and the search itself finds what is there', () => {
    for (const [where, text] of written)
      expect(text.match(/eyJ[\w-]{20,}\.[\w-]{20,}\./)?.[0], where).toBeUndefined()
    expect(written.get('broker')).toContain('createEnrolment')
    expect(written.get('terraform log')).toContain('reeve_agent_token')
    expect(written.get('arguments')).toContain('agent/src/main.ts')
    expect(new Set(secrets.values()).size).toBe(secrets.size)
  })
})

async function allArguments(): Promise<string> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  )
  return lines.join('\n')
}
