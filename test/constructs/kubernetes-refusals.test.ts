// What agents on Kubernetes may not be told, and that a refusal repeats no secret.
import type { SharedAgentDeploymentProps } from '@reeve/constructs/kubernetes'
import { expect, test } from 'vitest'
import { synthesise } from '../support/cdktf.ts'
import { shared } from '../support/cluster-agents.ts'

const literal = `agent_${'0123456789abcdef'.repeat(4)}`
const value = (text: string) => ({ method: 'agent_token', value: text }) as const
const cpu = (min: number, max: number) => ({ by: 'cpu', min, max }) as const

test.each<[string, Partial<SharedAgentDeploymentProps>, string]>([
  ['a token that is written out', { credential: value(literal) }, 'credential is written out'],
  ['one with a reference around it', { credential: value(`\${var.x}${literal}`) }, 'written out'],
  ['a token in the environment', { environment: { AGENT_TOKEN: 'x' } }, 'AGENT_TOKEN'],
  ['a token under another name', { environment: { OTHER: literal } }, 'OTHER'],
  ['a name Kubernetes refuses', { name: 'x'.repeat(64) }, 'DNS label'],
  ['a namespace Kubernetes refuses', { namespace: 'Reeve' }, 'DNS label'],
  ['no broker', { brokerAddress: 'reeve.example.com' }, 'cannot reach a broker'],
  ['no agent by processor time', { autoscaling: cpu(0, 3) }, '1 is the least'],
  ['more at least than at most', { autoscaling: cpu(5, 3) }, 'between 5 and 3'],
])('%s is refused at synthesis, and not repeated', (_, props, message) => {
  const synthesis = () => synthesise((stack) => void shared(stack, props))
  expect(synthesis).toThrow(/^test\/agents: /)
  expect(synthesis).toThrow(message)
  expect(synthesis).not.toThrow(literal)
})
