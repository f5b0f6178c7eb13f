// What is planned: tokens that are in the broker and in a state file, as an apply would have left them.
import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchBroker } from '../broker.ts'
import { resource, tenantAt, tenants, tokenAt, type Terraform } from './terraform.ts'

type Made = Record<string, unknown>

/** By its own API, sixteen at a time; an apply of a thousand takes longer than all that is measured. */
export async function makeTokens(api: BenchBroker['api'], series: string, count: number) {
  const made: Made[] = []
  let next = 0
  const maker = async (): Promise<void> => {
    for (let at = next++; at < count; at = next++) {
      const path = { tenant: tenantAt(at) }
      made[at] = await api.createAgentToken({ path, body: { name: tokenAt(series, at) } })
    }
  }
  await Promise.all(Array.from({ length: 16 }, maker))
  return made
}

export async function makeTenants(api: BenchBroker['api']): Promise<void> {
  for (let at = 0; at < tenants; at++) await api.createTenant({ body: { slug: tenantAt(at) } })
}

export async function writeState(terraform: Terraform, series: string, made: Made[]) {
  const { provider, version, attributes } = await terraform.schema()
  const instances = made.map((token, index_key) => ({
    index_key,
    schema_version: version,
    attributes: Object.fromEntries(attributes.map((name) => [name, token[name] ?? null])),
    sensitive_attributes: [],
    private: Buffer.from(JSON.stringify({ revision: token['revision'] })).toString('base64'),
  }))
  const state = {
    version: 4,
    terraform_version: '1.0.0',
    serial: 1,
    lineage: randomUUID(),
    outputs: {},
    resources: [
      {
        mode: 'managed',
        type: resource,
        name: 'all',
        provider: `provider["${provider}"]`,
        instances,
      },
    ],
  }
  await writeFile(join(terraform.dir, `${series}.tfstate`), JSON.stringify(state))
}
