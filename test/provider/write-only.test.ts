// Secrets of a person's own that are given to a resource and kept nowhere: sent when their version changes.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeValue } from '../../provider/src/wire/values.ts'
import { startBroker } from '../support/broker.ts'
import type { TestBroker } from '../support/broker.ts'
import { startPlugin } from '../support/plugin.ts'
import { connected, describeWithTerraform, quiet, refusal } from '../support/terraform.ts'
import { expectNoTrace } from '../support/traces.ts'

let broker: TestBroker

const secret = (body: string) => `
  variable "value" {
    type      = string
    ephemeral = true
  }
  resource "reeve_tenant" "a" { slug = "wary" }
  resource "reeve_secret" "a" {
    tenant = reeve_tenant.a.slug
    name   = "shop_key"
    ${body}
  }`
const versioned = (version: number, more = '') =>
  secret(`value_wo = var.value\n value_wo_version = ${version}\n ${more}`)
const revision = async () =>
  (await broker.request('GET', '/api/v1/tenants/wary/secrets/shop_key')).body.revision as number

describeWithTerraform('a write-only value', () => {
  beforeAll(async () => void (broker = await startBroker()))
  afterAll(() => broker[Symbol.asyncDispose]())

  test('is sent when its version changes, and is in no plan, state or log', async () => {
    const values = ['first-value-of-it', 'second-value-of-it', 'plain-value-of-it']
    await using work = await connected(broker, { TF_LOG: 'TRACE' })
    const file = 'value.auto.tfvars'
    const give = (at: number) => writeFile(join(work.dir, file), `value = "${values[at]}"\n`)
    await work.write(versioned(1))
    await give(0)
    const printed = [await work.plan('-out=saved')]
    printed.push(await work.run('show', '-json', 'saved'))
    printed.push(await work.run('apply', ...quiet, 'saved'))
    expect(printed.map(({ code }) => code)).toEqual([2, 0, 0])
    const made = await revision()

    // another value of the same version is not looked at
    await give(1)
    printed.push(await work.plan())
    expect(printed.at(-1)).toMatchObject({ code: 0 })
    await work.write(versioned(1, 'description = "For the shop."'))
    printed.push(await work.apply())
    expect(await revision()).toBe(made + 1)

    await work.write(versioned(2, 'description = "For the shop."'))
    printed.push(await work.plan())
    expect(printed.at(-1)).toMatchObject({ code: 2 })
    expect(printed.at(-1)!.said).toContain('0 to add, 1 to change, 0 to destroy')
    printed.push(await work.apply(), await work.plan())
    expect(printed.at(-1)).toMatchObject({ code: 0 })
    expect(await work.state('reeve_secret.a')).toMatchObject({
      value: null,
      value_wo: null,
      value_wo_version: 2,
      has_value: true,
    })
    await expectNoTrace(work, values.slice(0, 2), printed, [file])

    // from one way to the other and back
    await work.apply(secret(`value = "${values[2]}"`))
    expect(await work.state('reeve_secret.a')).toMatchObject({ value: values[2], has_value: true })
    await work.apply(versioned(3))
    expect(await work.state('reeve_secret.a')).toMatchObject({ value: null, has_value: true })
    expect((await work.plan()).code).toBe(0)
  })

  test('is refused without a version, beside the plain one, and where there is neither', async () => {
    const said = (body: string) => refusal(broker, 'validate', secret(body))
    expect(await said('value_wo = var.value')).toContain('value_wo has no version')
    const both = 'value = "abc"\n value_wo = var.value\n value_wo_version = 1'
    expect(await said(both)).toContain('Given twice')
    expect(await said('')).toContain('value is missing')
    const long = `value_wo = "${'x'.repeat(70_000)}"\n value_wo_version = 1`
    expect(await said(long)).toContain('value_wo is not valid')
  })

  test('is refused at the attribute where Terraform would keep it', async () => {
    await using plugin = await startPlugin()
    const type = {
      tenant: 'string',
      id: 'string',
      name: 'string',
      description: 'string',
      value: 'string',
      value_wo: 'string',
      value_wo_version: 'number',
      has_value: 'bool',
      created_at: 'string',
    } as const
    const config = { tenant: 'a', name: 'b', value_wo: 'a-value', value_wo_version: 1 }
    const msgpack = encodeValue(config, ['object', type])
    const validated = async (write_only_attributes_allowed: boolean) => {
      const { diagnostics } = await plugin.call('ValidateResourceConfig', {
        type_name: 'reeve_secret',
        config: { msgpack },
        client_capabilities: { write_only_attributes_allowed },
      })
      return diagnostics
    }
    expect(await validated(true)).toEqual([])
    const [refused] = await validated(false)
    expect(refused).toMatchObject({
      summary: 'value_wo would be kept in the state',
      attribute: { steps: [{ attribute_name: 'value_wo' }] },
    })
    expect(JSON.stringify(refused)).not.toContain('a-value')
  })
})
