// The quickstart through the real cdktf, offline, writing to a path with a space in it.
import { chmod, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startBroker, type TestBroker } from '../support/broker.ts'
import { cdktfProject, withoutRemarks, type Project } from '../support/cdktf.ts'
import { describeWithTerraform, type Result } from '../support/terraform.ts'

describeWithTerraform('the quickstart', () => {
  let broker: TestBroker
  let project: Project
  let outputs: string
  const printed: string[] = []
  const secrets: string[] = []

  const cdktf = async (command: string, ...args: string[]): Promise<Result> => {
    const result = await project.run(command, ...args)
    printed.push(result.stdout, result.stderr)
    expect(result.code, result.stdout + result.stderr).toBe(0)
    return result
  }
  beforeAll(async () => {
    broker = await startBroker()
    project = await cdktfProject({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken })
    outputs = join(project.dir, 'outputs.json')
    secrets.push(broker.adminToken)
  })
  afterAll(async () => {
    await project[Symbol.asyncDispose]()
    await broker[Symbol.asyncDispose]()
  })

  test('1 · it synthesises to the addresses it always had', async () => {
    await cdktf('synth')
    const text = (await project.synthesised()).get('stacks/quickstart/cdk.tf.json')!.toString()
    const { terraform: _, ...stack } = withoutRemarks(JSON.parse(text) as object) as {
      terraform?: unknown
    }
    expect(stack).toMatchSnapshot()
  })

  test('2 · it deploys, and its tokens come out only where they are asked for', async () => {
    await writeFile(outputs, '', { mode: 0o600 })
    await chmod(outputs, 0o600)
    const asked = ['--outputs-file', outputs, '--outputs-file-include-sensitive-outputs']
    const { stdout } = await cdktf('deploy', '--auto-approve', '--skip-provider-lock', ...asked)
    expect(stdout).toContain('8 added, 0 changed, 0 destroyed')
    expect(stdout).toMatch(/agent_token = <sensitive>/)
    const { quickstart } = JSON.parse(await readFile(outputs, 'utf8')) as {
      quickstart: Record<string, string>
    }
    expect(quickstart).toEqual({
      agent_token: expect.stringMatching(/^agent_[0-9a-f]{64}$/),
      acme_api_token: expect.stringMatching(/^reeve_[0-9a-f]{64}$/),
    })
    expect((await stat(outputs)).mode & 0o777).toBe(0o600)
    secrets.push(...Object.values(quickstart))
    const tenants = await broker.request('GET', '/api/v1/tenants')
    const slugs = tenants.body.items.map(({ slug }: { slug: string }) => slug)
    expect(slugs.toSorted()).toEqual(['acme', 'globex']) // made side by side, in any order
    const pools = await broker.request('GET', '/api/v1/pools/compute/tenants')
    expect(pools.body.items).toMatchObject([{ tenant: 'globex' }])
  })

  test('3 · no secret is in what was synthesised', async () => {
    expectNone([...(await project.synthesised()).values()].map(String))
  })

  test('4 · what was deployed is what is wanted: diff sees no changes', async () => {
    expect((await cdktf('diff')).stdout).toContain('No changes.')
  })

  test('5 · a tenant deleted over the API is planned for creation', async () => {
    expect(await broker.request('DELETE', '/api/v1/tenants/acme')).toMatchObject({ status: 204 })
    expect((await cdktf('diff')).stdout).toContain('4 to add, 0 to change, 0 to destroy')
  })

  test('6 · destroy leaves nothing', async () => {
    await cdktf('destroy', '--auto-approve')
    for (const noun of ['tenants', 'pools', 'plans?built_in=false', 'agent-tokens']) {
      const left = await broker.request('GET', `/api/v1/${noun}`)
      expect(left.body.items, noun).toEqual([])
    }
    const state = JSON.parse(await readFile(join(project.dir, 'terraform.tfstate'), 'utf8')) as {
      resources: unknown[]
    }
    expect(state.resources).toEqual([])
  })

  test('7 · no secret was printed or logged on the way', () =>
    expectNone([...printed, broker.log()]))

  function expectNone(texts: string[]): void {
    expect(secrets).toHaveLength(3)
    expect(texts.filter((text) => secrets.some((secret) => text.includes(secret)))).toEqual([])
  }
})
