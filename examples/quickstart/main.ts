// Two tenants of one platform: acme runs its own agents, globex shares the platform's.
import { AgentPool, Plan, ReeveProvider, Tenant } from '@reeve/constructs'
import { App, TerraformOutput, TerraformStack } from 'cdktf'
import type { Construct } from 'constructs'

class Quickstart extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id)

    // Which broker, and who are we? Terraform asks REEVE_URL and REEVE_TOKEN: no secret is in here.
    new ReeveProvider(this, 'reeve')

    // How much a tenant may do at once, and how much may wait.
    const team = new Plan(this, 'team', { maxConcurrentJobs: 4, maxQueuedJobs: 40, weight: 2 })

    // acme works behind its own firewall. An agent there dials out and joins with this token.
    const acme = new Tenant(this, 'acme', {
      displayName: 'Acme Ltd.',
      plan: team,
      workerAgentPool: 'dedicated',
    })
    const onPrem = acme.agentToken('on-prem', {
      description: 'The rack in building 7.',
      expiresInDays: 365,
    })

    // acme's pipeline may submit jobs and run tasks, and nothing else.
    const pipeline = acme.apiToken('pipeline')
    acme.grantSubmit(pipeline)
    acme.grantSchedule(pipeline)

    // On the first of each month acme's agents sum up its orders. Whoever wants it sooner runs it.
    acme.schedule({
      name: 'month-end',
      schedule: '30 6 1 * *',
      timeZone: 'Europe/Berlin',
      onNoCapacity: 'queue',
      input: { orders: [1900, 750, 1550] },
      script: `
        let total = 0
        for (const [index, cents] of input.orders.entries()) {
          total += cents
          log.info('order ' + (index + 1) + ': ' + cents)
          progress(Math.round((100 * (index + 1)) / input.orders.length), 'summing up')
        }
        return { orders: input.orders.length, total }`,
    })

    // globex has no agents. Its jobs go to a pool of the platform's.
    const compute = new AgentPool(this, 'compute', { labels: ['eu-west', 'linux'] })
    const globex = new Tenant(this, 'globex', {
      displayName: 'Globex Corp.',
      plan: team,
      workerAgentPool: 'shared',
    })
    globex.assignTo(compute)

    // Sensitive: Terraform prints them only when asked, `terraform output -raw agent_token`.
    new TerraformOutput(this, 'agent_token', { value: onPrem.token, sensitive: true })
    new TerraformOutput(this, 'acme_api_token', { value: pipeline.token, sensitive: true })
  }
}

const app = new App()
new Quickstart(app, 'quickstart')
app.synth()
