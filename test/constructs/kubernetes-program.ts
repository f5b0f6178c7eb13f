// A whole program with agents on Kubernetes, as a user writes one.
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js'
import { AgentPool, ApiToken, ApprovalPolicy, ReeveProvider } from '@reeve/constructs'
import { SharedAgentDeployment } from '@reeve/constructs/kubernetes'
import { App, TerraformStack } from 'cdktf'

const app = new App()
const stack = new TerraformStack(app, 'cluster')
new ReeveProvider(stack, 'reeve')
new KubernetesProvider(stack, 'kubernetes')
const pool = new AgentPool(stack, 'gpu')
new ApprovalPolicy(stack, 'cluster').approveNamespace('reeve-agents', { joinPool: pool })
const token = new ApiToken(stack, 'scaler', { name: 'scaler', expiresInDays: 90 })
pool.grantScaling(token)
new SharedAgentDeployment(stack, 'agents', {
  pool,
  namespace: 'reeve-agents',
  image: 'registry.example.com/reeve-agent:0.1.0',
  brokerAddress: 'reeve.example.com:443',
  brokerUrl: 'https://reeve.example.com',
  credential: { method: 'service_account' },
  autoscaling: { by: 'queue', min: 0, max: 20, token },
})
app.synth()
