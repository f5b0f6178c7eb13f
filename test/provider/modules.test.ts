// Every example for Terraform brings tests of its own, which pass at a real broker and leave nothing there.
import { cp, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { startBroker } from '../support/broker.ts'
import { connected, describeWithTerraform, engine, finish } from '../support/terraform.ts'

const examples = resolve(import.meta.dirname, '../../examples')
const modules = [
  'terraform',
  ...(await readdir(join(examples, 'modules'))).map((it) => `modules/${it}`),
]

describeWithTerraform('terraform test', () => {
  test.each(modules)('passes in examples/%s', async (name) => {
    await using broker = await startBroker()
    await using work = await connected(broker)
    await cp(join(examples, name), work.dir, { recursive: true })
    const { code, stdout, said } = await work.run('test', '-no-color')
    expect([code, said]).toEqual([0, expect.stringMatching(/Success! [1-9]\d* passed, 0 failed/)])
    expect(stdout).not.toMatch(/agent_[0-9a-f]{64}|\b[0-9a-f]{64}\b/)
    for (const noun of ['tenants', 'pools', 'agent-tokens', 'platform-keys'])
      expect((await broker.request('GET', `/api/v1/${noun}`)).body, noun).toMatchObject({
        items: [],
      })
  })

  test('the modules are formatted', async () => {
    const formatted = await finish(
      spawn(engine!, ['fmt', '-check', '-recursive', '-diff', examples]),
    )
    expect(formatted).toMatchObject({ code: 0, stdout: '' })
  })
})
