// A fleet that a pipeline deploys: what is reviewed here is what runs, and no secret is in the stack, a plan or the state.
import {
  AgentPool,
  ApprovalPolicy,
  Plan,
  ReeveProvider,
  RequireExpiry,
  Tenant,
} from '@reeve/constructs'
import { App, Aspects, DataResource, HttpBackend, TerraformStack } from 'cdktf'
import type { Construct } from 'constructs'

class Fleet extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id)

    // Every job begins on an empty machine, so the state is elsewhere. Who may see it is said by TF_HTTP_USERNAME and
    // TF_HTTP_PASSWORD, and who may change the fleet by REEVE_TOKEN: in the environment alone.
    const address = process.env['STATE_URL'] ?? 'http://127.0.0.1:8081/state'
    const lock = `${address}/lock`
    new HttpBackend(this, {
      address,
      lockAddress: lock,
      lockMethod: 'POST',
      unlockAddress: lock,
      unlockMethod: 'DELETE',
    })
    new ReeveProvider(this, 'reeve')
    Aspects.of(this).add(new RequireExpiry({ mostDays: 90 }))

    const team = new Plan(this, 'team', { maxConcurrentJobs: 4, maxQueuedJobs: 40 })
    const acme = new Tenant(this, 'acme', { plan: team, workerAgentPool: 'dedicated' })
    acme.variable('shop_url', 'https://shop.example')
    acme.schedule({
      name: 'month-end',
      schedule: '30 6 1 * *',
      onNoCapacity: 'queue',
      script: 'return { shop: config.shop_url }',
    })

    // Pods of our cluster need no secret: the cluster vouches for them.
    const compute = new AgentPool(this, 'compute', { labels: ['linux'] })
    new Tenant(this, 'globex', { plan: team }).assignTo(compute)
    new ApprovalPolicy(this, 'cluster').approveNamespace('reeve-agents', { joinPool: compute })

    // The rack in building 7 does. Its token is minted by the apply and handed on; another name makes another.
    const rack = acme.ephemeralAgentToken('rack-1', { expiresInDays: 30 })
    new DataResource(this, 'rack', {
      triggersReplace: { token: rack.name },
      provisioners: [
        {
          type: 'local-exec',
          command: './deliver.sh',
          workingDir: import.meta.dirname,
          environment: { NAME: rack.name, AGENT_TOKEN: rack.token },
        },
      ],
    })
  }
}

const app = new App()
new Fleet(app, 'fleet')
app.synth()
