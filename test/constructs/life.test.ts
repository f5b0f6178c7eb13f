import { test } from 'vitest'
import { cdktfProject } from '../support/cdktf.ts'
import { startBroker } from '../support/broker.ts'
test('x', async () => {
  await using broker = await startBroker()
  await using project = await cdktfProject({ REEVE_URL: broker.url, REEVE_TOKEN: broker.adminToken })
  for (const args of [['synth'], ['deploy','--skip-provider-lock', '--auto-approve'],['deploy','--auto-approve'], ['diff'], ['destroy','--auto-approve']] as string[][]) {
    const r = await project.run(args[0]!, ...args.slice(1))
    console.log(args.join(' '), r.code, project.seconds, '\n', r.stdout, r.stderr)
  }
  console.log([...(await project.synthesised()).keys()])
})
