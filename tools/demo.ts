// `npm run demo`: the product's main job on this machine, step by step. `--once` undoes everything and exits 0.
import { createStage } from './demo/stage.ts'
import { deploy, destroy, findTerraform, installProvider } from './demo/terraform.ts'
import { startAgent, startBroker } from './demo/processes.ts'
import { runJob, runTask } from './demo/work.ts'

const once = process.argv.includes('--once')
const stage = await createStage()

try {
  const terraform = await findTerraform()
  const broker = await stage.step('Start a broker on an embedded PostgreSQL', () =>
    startBroker(stage),
  )
  await stage.step('Install the Terraform provider', () => installProvider(stage))
  const outputs = await stage.step(`Deploy examples/quickstart with CDKTF and ${terraform}`, () =>
    deploy(stage, terraform, broker),
  )
  await stage.step('Start an agent with the token from the deployment', () =>
    startAgent(stage, broker, outputs.agent_token),
  )
  const place = { ...broker, token: outputs.acme_api_token }
  await stage.step('Run a job on it', () => runJob(stage, place))
  await stage.step('Run a task that was scheduled', () => runTask(stage, place))
  if (!once) await stage.stay(broker)
  else await stage.step('Destroy the deployment', () => destroy(stage, terraform, broker))
  stage.next()
  await stage.end()
  process.exit(0)
} catch (error) {
  await stage.fail(error)
  process.exit(stage.interrupted() ? 130 : 1)
}
