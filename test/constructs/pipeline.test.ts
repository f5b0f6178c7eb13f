// The pipeline example, job by job as its own file says, each on an empty machine: what is left behind is no secret.
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startAgent } from '../support/agent.ts'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { example, gitHub, gitLab, machine, type Machine } from '../support/pipeline.ts'
import { startStateServer, type StateServer } from '../support/state-server.ts'
import { describeWithTerraform, type Result } from '../support/terraform.ts'
import { textsBelow } from '../support/traces.ts'
import { until } from '../support/wait.ts'

vi.setConfig({ testTimeout: 300_000 }) // a job starts cdktf twice, and that Terraform several times

describe('the files of the pipeline', () => {
  test('run the same commands at both, for the same jobs', async () => {
    const [hub, lab] = await Promise.all([gitHub(), gitLab()])
    expect(hub.jobs).toEqual(lab.jobs)
    expect(Object.keys(lab.jobs)).toEqual(['diff', 'deploy', 'destroy'])
    expect(hub.variables).toMatchObject({
      REEVE_TOKEN: '${{ secrets.REEVE_TOKEN }}',
      TF_HTTP_PASSWORD: '${{ secrets.TF_HTTP_PASSWORD }}',
    })
  })

  test('and the project they are for has the versions that are tested', async () => {
    const read = async (path: string) =>
      JSON.parse(await readFile(join(example, path), 'utf8')) as Record<
        string,
        Record<string, string>
      >
    const [own, root] = [await read('package.json'), await read('../../package.json')]
    const { '@reeve/constructs': ours, ...others } = {
      ...own['dependencies'],
      ...own['devDependencies'],
    }
    expect(ours).toBe(root['version'])
    expect(root['devDependencies']).toMatchObject(others)
  })
})

describeWithTerraform('the pipeline', () => {
  let broker: TestBroker
  let state: StateServer
  let delivered: string
  let secrets: string[]
  const machines: Machine[] = []
  const results: Result[] = []

  beforeAll(async () => {
    broker = await startBroker()
    state = await startStateServer('gitlab-ci-token', `job-${'7d1f'.repeat(8)}`)
    delivered = await mkdtemp(join(tmpdir(), 'reeve-delivered-'))
    secrets = [broker.adminToken, state.password]
  })
  afterAll(async () => {
    for (const each of machines) await each[Symbol.asyncDispose]()
    await rm(delivered, { recursive: true })
    await state[Symbol.asyncDispose]()
    await broker[Symbol.asyncDispose]()
  })

  /** The job's commands on a machine of its own; what they printed. */
  async function job(name: string): Promise<string> {
    const pipeline = await gitLab()
    const runner = await machine(pipeline, {
      CI_API_V4_URL: `${state.url}/api/v4`,
      CI_PROJECT_ID: '7',
      CI_JOB_TOKEN: state.password,
      REEVE_URL: broker.url,
      REEVE_TOKEN: broker.adminToken,
      SECRETS_FOLDER: delivered,
    })
    machines.push(runner)
    const [install, ...commands] = pipeline.jobs[name]!
    expect(install).toBe('npm ci')
    let printed = ''
    for (const command of commands) {
      const result = await runner.run(command)
      results.push(result)
      printed += result.stdout + result.stderr
      expect(result.code, `${command}\n${printed}`).toBe(0)
    }
    return printed
  }

  test('1 · diff shows what would be made, and makes nothing', async () => {
    expect(await job('diff')).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/)
    expect((await broker.request('GET', '/api/v1/tenants')).body.items).toEqual([])
    expect(state.versions).toEqual([])
  })

  test('2 · deploy makes it, and hands the minted token on', async () => {
    expect(await job('deploy')).toContain('Apply complete!')
    const { body } = await broker.request('GET', '/api/v1/tenants')
    expect(body.items.map(({ slug }: { slug: string }) => slug).toSorted()).toEqual([
      'acme',
      'globex',
    ])
    const file = join(delivered, 'rack-1')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const token = await readFile(file, 'utf8')
    expect(token).toMatch(/^agent_[0-9a-f]{64}$/)
    secrets.push(token)
  })

  test('3 · an agent comes in with that token', async () => {
    await using _agent = startAgent(broker, secrets.at(-1)!)
    await until(async () => {
      const { body } = await broker.request('GET', '/api/v1/agents?tenant=acme&liveness=online')
      return body.items.length === 1
    })
  })

  test('4 · diff of what was deployed sees no changes', async () => {
    expect(await job('diff')).toContain('No changes.')
  })

  test('5 · destroy leaves nothing', async () => {
    await job('destroy')
    for (const noun of ['tenants', 'pools', 'plans?built_in=false', 'agent-tokens'])
      expect((await broker.request('GET', `/api/v1/${noun}`)).body.items, noun).toEqual([])
    expect(JSON.parse(state.versions.at(-1)!)).toMatchObject({ resources: [] })
    expect([state.locked, state.held()]).toEqual([4, false]) // once for each job
  })

  test('6 · no secret is in any state, plan, checkout, home or log', async () => {
    expect(secrets).toHaveLength(3)
    const left = new Map<string, string>()
    for (const [at, { dir, checkout, run }] of machines.entries()) {
      for (const [name, text] of await textsBelow(dir)) left.set(`machine ${at}: ${name}`, text)
      const stack = join(checkout, 'cdktf.out/stacks/fleet')
      const { stdout } = await run(
        `cd '${stack}' && test ! -f plan || "$TERRAFORM_BINARY_NAME" show -json plan`,
      )
      left.set(`machine ${at}: plan as JSON`, stdout)
    }
    for (const [at, each] of state.versions.entries()) left.set(`state ${at}`, each)
    for (const [at, each] of results.entries()) left.set(`run ${at}`, each.stdout + each.stderr)
    left.set('the broker’s log', broker.log())
    left.set('what was delivered', await readFile(join(delivered, 'rack-1'), 'utf8'))
    const names = [...left.keys()]
    expect(names.filter((name) => name.endsWith('fleet/plan')).length).toBeGreaterThanOrEqual(2)
    expect(left.get('machine 2: plan as JSON')).toContain('"prior_state"')
    const spelled = secrets.flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ])
    expect(names.filter((name) => spelled.some((one) => left.get(name)!.includes(one)))).toEqual([
      'what was delivered',
    ])
  })
})
