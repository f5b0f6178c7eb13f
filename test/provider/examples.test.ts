// What is in examples/terraform works as it is.
import { cp, readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { rows } from '@reeve/provider'
import { expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import { connected, describeWithTerraform, engine, finish, quiet } from '../support/terraform.ts'
import { spawn } from 'node:child_process'

const examples = resolve(import.meta.dirname, '../../examples/terraform')

const plural = (noun: string) => `${noun.replace(/(?<![aeiou])y$/, 'ie')}s`

describeWithTerraform('the examples', () => {
  test('are applied, planned without changes and destroyed', async () => {
    await using broker = await startBroker()
    await using work = await connected(broker)
    await cp(examples, work.dir, { recursive: true })
    await work.apply()
    const { code, said } = await work.plan()
    expect([code, said]).toEqual([0, expect.stringContaining('No changes.')])
    expect((await work.run('output', '-json', 'team_slugs')).json).toEqual(['acme'])
    expect(await work.run('destroy', '-auto-approve', ...quiet)).toMatchObject({ code: 0 })
    expect((await broker.request('GET', '/api/v1/tenants')).body).toMatchObject({ items: [] })
  })

  test('show every resource, and are formatted', async () => {
    const files = await readdir(examples)
    for (const { name, dataOnly } of rows) {
      if (!dataOnly) expect(files).toContain(`${plural(name.replaceAll('_', '-'))}.tf`)
    }
    const formatted = await finish(spawn(engine!, ['fmt', '-check', '-diff', examples]))
    expect(formatted).toMatchObject({ code: 0, stdout: '' })
  })
})
