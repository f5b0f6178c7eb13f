import { expect, test } from 'vitest'
import { startMemoryBroker } from '../support/memory-broker.ts'
import { describeWithTerraform, workspace } from '../support/terraform.ts'

describeWithTerraform('first', () => {
  test('all', async () => {
    await using broker = await startMemoryBroker()
    await using work = await workspace({ REEVE_URL: broker.url, REEVE_TOKEN: 'x' })
    await work.apply(`
resource "reeve_tenant" "acme" {
  slug = "acme"
}
resource "reeve_plan" "team" {
  name = "team"
  max_concurrent_jobs = 5
  max_queued_jobs = 10
}
resource "reeve_pool" "gpu" {
  name = "gpu"
  labels = ["b", "a"]
}
resource "reeve_agent_token" "t" {
  tenant = reeve_tenant.acme.slug
  name = "on-prem"
}
resource "reeve_api_token" "o" {
  name = "pipeline"
  scopes = ["jobs:write"]
}
resource "reeve_api_token" "t" {
  tenant = reeve_tenant.acme.slug
  name = "pipeline"
  scopes = ["jobs:write"]
}
`)
    console.log((await work.run('show', '-no-color')).stdout)
    const p = await work.plan()
    expect(p.stdout).toBe('')
  })
})
