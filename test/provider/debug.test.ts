// For whoever looks for a mistake: a provider that runs already is used, and logs tell all but secrets.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fullAddress } from '@reeve/provider'
import { afterAll, expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { connected, describeWithTerraform, providerMirror, quiet } from '../support/terraform.ts'

const started: ChildProcess[] = []
afterAll(() => started.forEach((child) => child.kill()))

interface Debugged {
  child: ChildProcess
  value: string
  log: () => string
}

/** What `--debug` prints, as a variable of the environment. */
async function debugged({ url, adminToken }: TestBroker): Promise<Debugged> {
  const folder = join(await providerMirror(), fullAddress)
  const files = await readdir(folder, { recursive: true })
  const program = join(
    folder,
    files.find((file) => file.includes('terraform-provider-'))!,
  )
  const env = { PATH: process.env['PATH'], REEVE_URL: url, REEVE_TOKEN: adminToken }
  const child = spawn(program, ['--debug'], { env: { ...env, TF_LOG: 'debug' } })
  started.push(child)
  let log = ''
  child.stderr.on('data', (data) => (log += String(data)))
  const line = await new Promise<string>((done) =>
    child.stdout.once('data', (data) => done(String(data))),
  )
  const [, value] = /^TF_REATTACH_PROVIDERS='(.*)'\n$/.exec(line)!
  return { child, value: value!, log: () => log }
}

interface Resource {
  values: unknown
  sensitive_values: unknown
}

/** The texts of `values` where `marks` says that they are sensitive. */
function secretsOf(values: unknown, marks: unknown): string[] {
  if (marks === true) return [values].flat().filter((it) => typeof it === 'string')
  if (marks === null || typeof marks !== 'object') return []
  return Object.entries(marks).flatMap(([name, mark]) =>
    secretsOf((values as Record<string, unknown> | null)?.[name], mark),
  )
}

describeWithTerraform('a provider that runs already', () => {
  test('answers one command after the other, each with a configuration of its own', async () => {
    await using broker = await startBroker()
    const empty = await mkdtemp(join(tmpdir(), 'reeve-empty-'))
    const { child, value, log } = await debugged(broker)
    const nowhere = { TF_REATTACH_PROVIDERS: value, TF_CLI_CONFIG_FILE: join(empty, 'none') }
    await using work = await connected(broker, nowhere) // nothing can be installed from anywhere
    await work.write(`
      provider "reeve" {
        alias = "other"
        token = "wrong"
      }
      resource "reeve_pool" "a" { name = "a" }
    `)
    await work.apply()
    expect((await work.plan()).said).toContain('No changes.')
    await work.write(`
      provider "reeve" {
        alias = "other"
        token = "wrong"
      }
      resource "reeve_pool" "a" { name = "a" }
      data "reeve_pools" "b" { provider = reeve.other }
    `)
    const refused = await work.plan()
    expect([refused.code, refused.said]).toEqual([1, expect.stringContaining('Credentials')])
    expect(log()).toContain('"@message":"call"') // here, not in a process that Terraform started
    expect(child.exitCode).toBe(null)
    const { Addr } = (JSON.parse(value) as Record<string, { Addr: { String: string } }>)[
      fullAddress
    ]!
    child.kill('SIGINT')
    expect(await new Promise((done) => child.on('exit', done))).toBe(0)
    expect(existsSync(dirname(Addr.String))).toBe(false)
    await rm(empty, { recursive: true })
  })
})

describeWithTerraform('the logs of everything', () => {
  test('tell what went back and forth, and no secret', async () => {
    await using broker = await startBroker()
    await using work = await connected(broker, { TF_LOG: 'TRACE' })
    await cp(resolve(import.meta.dirname, '../../examples/terraform'), work.dir, {
      recursive: true,
    })
    const applied = await work.apply()
    const { json } = await work.run('show', '-json')
    const found = (json as { values: { root_module: { resources: Resource[] } } }).values
    const secrets = found.root_module.resources.flatMap((it) =>
      secretsOf(it.values, it.sensitive_values),
    )
    expect(secrets.length).toBeGreaterThan(5)
    const destroyed = await work.run('destroy', '-auto-approve', ...quiet)
    const text = [applied, destroyed].map(({ stdout, stderr }) => stdout + stderr).join('\n')
    expect(text).toMatch(/bodies: .*method=POST.*path=\/api\/v1\/tenants/)
    expect(text).toMatch(/call: .*status=201/)
    const leaked = [...secrets, broker.adminToken].filter((secret) => text.includes(secret))
    expect(leaked).toEqual([])
    expect(text).not.toMatch(/\b(agent|reeve|key)_[0-9a-f]{64}/)
  })
})
