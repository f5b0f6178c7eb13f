// The guides: what they show in HCL is valid, and those that go from beginning to end are gone through.
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { startAgent } from '../support/agent.ts'
import { startBroker } from '../support/broker.ts'
import { cli } from '../support/cli.ts'
import { enrolWith } from '../support/proofs.ts'
import { openTables } from '../support/tables.ts'
import { connected, describeWithTerraform, quiet, workspace } from '../support/terraform.ts'

const folder = resolve(import.meta.dirname, '../../docs/guides')
const guides = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md')
const textOf = (guide: string) => readFileSync(join(folder, guide), 'utf8')
const hclOf = (guide: string) =>
  [...textOf(guide).matchAll(/^```hcl\n(.*?)^```$/gms)].map(([, code]) => code!)

/** Resources of other providers, which no mirror here has: they are looked at by `fmt` alone. */
const others = /^resource "(?!reeve_).*?^\}$/gms

describeWithTerraform('the guides', () => {
  test.each(guides.filter((guide) => hclOf(guide).length > 0))(
    'what %s shows is valid and formatted',
    async (guide) => {
      await using work = await workspace()
      const blocks = hclOf(guide)
      const write = (texts: string[]) =>
        Promise.all(texts.map((text, at) => writeFile(join(work.dir, `guide-${at}.tf`), text)))
      if (!blocks.some((code) => code.includes('required_providers'))) await work.write('')
      await write(blocks.map((code) => code.replaceAll(others, '')))
      expect(await work.run('validate', '-no-color')).toMatchObject({ code: 0, stderr: '' })
      await write(blocks)
      expect(await work.run('fmt', '-check', '-diff')).toMatchObject({ code: 0, stdout: '' })
    },
  )

  test('the quickstart ends with a job that ran', async () => {
    const [declared] = hclOf('quickstart.md')
    await using broker = await startBroker()
    await using work = await connected(broker)
    await writeFile(join(work.dir, 'main.tf'), declared!)
    await work.apply()
    expect(await work.plan()).toMatchObject({ code: 0 })
    const token = (await work.run('output', '-raw', 'agent_token')).stdout
    {
      await using _agent = startAgent(broker, token)
      const line = /^echo '(.*)' \| npm run --silent reeve -- (.*)$/m
      const [, stdin, command] = line.exec(textOf('quickstart.md'))!
      await using shell = await cli({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken })
      const said = await shell.reeve(command!.split(' '), { stdin: stdin! })
      expect(said).toMatchObject({ code: 0, stdout: '42\n' })
    }
    expect(await work.run('destroy', '-auto-approve', ...quiet)).toMatchObject({ code: 0 })
  })

  test('a fleet is imported as the guide says, and nothing of it changes', async () => {
    const [imports, tidied, many] = hclOf('importing-a-fleet.md')
    await using broker = await startBroker()
    const make = async (path: string, body?: object) => {
      const method = body ? 'POST' : 'PUT'
      const { status } = await broker.request(method, `/api/v1/${path}`, body && { body })
      expect(status).toBeLessThan(300)
    }
    await make('pools', { name: 'compute', labels: ['gpu'] })
    await make('tenants', { slug: 'acme', plan: 'starter' })
    await make('pools/compute/tenants/acme')
    await make('tenants/acme/agent-tokens', { name: 'on-prem', expires_in_days: 90 })
    for (const slug of ['globex', 'initech']) await make('tenants', { slug })
    const before = await fleet()

    await using work = await connected(broker)
    const write = (name: string, hcl: string) => writeFile(join(work.dir, name), hcl)
    await write('import.tf', imports!)
    const planned = await work.run('plan', '-generate-config-out=fleet.tf', ...quiet)
    expect(planned.said).toContain('Plan: 4 to import, 0 to add, 0 to change, 0 to destroy.')
    await write('fleet.tf', tidied!)
    expect((await work.apply()).said).toContain('4 imported, 0 added, 0 changed, 0 destroyed.')
    await write('many.tf', many!)
    expect((await work.apply()).said).toContain('2 imported, 0 added, 0 changed, 0 destroyed.')
    expect(await work.plan()).toMatchObject({ code: 0 })
    expect(await fleet()).toEqual(before)

    async function fleet(): Promise<unknown[]> {
      const lists = ['tenants', 'pools', 'pools/compute/tenants', 'agent-tokens']
      const answers = lists.map((path) => broker.request('GET', `/api/v1/${path}`))
      return (await Promise.all(answers)).map(({ body }) => body.items as unknown)
    }
  })

  test('a rotation goes as the guide says: planned with a warning, and both values are taken', async () => {
    const [declared] = hclOf('rotation.md')
    await using broker = await startBroker()
    await using tables = await openTables(broker.databaseUrl)
    await using work = await connected(broker)
    await writeFile(join(work.dir, 'main.tf'), declared!)
    await work.apply()
    const value = async () => (await work.run('output', '-raw', 'agent_token')).stdout
    const old = await value()
    expect(await work.plan()).toMatchObject({ code: 0 })

    await tables.client.query(`update agent_token set expires_at = now() + interval '13 days'`)
    const { said } = await work.plan()
    expect(said).toContain('Warning: This reeve_agent_token will be rotated')
    expect(said).toContain('Plan: 0 to add, 1 to change, 0 to destroy.')
    await work.apply()
    expect(await work.plan()).toMatchObject({ code: 0 })
    const now = await value()
    expect(now).not.toBe(old)
    for (const token of [old, now]) {
      const agent = { name: `with-${token.slice(-4)}` }
      const proof = { method: 'agent_token', proof: { token }, agent }
      expect(await enrolWith(broker, proof)).toMatchObject({ status: 201 })
    }
  })
})
