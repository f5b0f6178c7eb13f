// The wall around agents: nobody dials in, and they dial the name service, the broker, and what is named.
import { NetworkPolicyV1 } from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js'
import type {
  NetworkPolicyV1SpecEgress,
  NetworkPolicyV1SpecEgressTo,
} from '@cdktf/provider-kubernetes/lib/network-policy-v1/index.js'
import { Token } from 'cdktf'
import type { Construct } from 'constructs'
import { mistake } from '../check.ts'
import type { Shared } from './agents.ts'
import type { PodProps } from './pod.ts'

export interface NetworkProps {
  /**
   * Where the broker is. Kubernetes' policies know addresses and pods, no host names.
   * @default anywhere, on the ports of `brokerAddress` and `brokerUrl`
   */
  readonly broker?: NetworkPolicyV1SpecEgressTo[]
  /** What the agents' work needs beside that, such as the hosts that its scripts may reach. */
  readonly more?: NetworkPolicyV1SpecEgress[]
}

/** A node may always reach its pods, so probes need no door. */
export function wall(
  agents: Construct,
  shared: Shared,
  { brokerAddress, brokerUrl }: PodProps,
  { broker, more = [] }: NetworkProps = {},
): void {
  const names = ['UDP', 'TCP'].map((protocol) => ({ protocol, port: '53' }))
  const ports = [...new Set([portOf(agents, `tcp://${brokerAddress}`), portOf(agents, brokerUrl)])]
  const toBroker = {
    ports: ports.map((port) => ({ protocol: 'TCP', port })),
    ...(broker && { to: broker }),
  }
  new NetworkPolicyV1(agents, 'network-policy', {
    ...shared,
    spec: {
      podSelector: { matchLabels: shared.metadata.labels },
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ ports: names }, toBroker, ...more],
    },
  })
}

const usual: Record<string, string> = { 'http:': '80', 'https:': '443' }

function portOf(agents: Construct, address: string): string {
  if (Token.isUnresolved(address))
    throw mistake(
      agents,
      'cannot tell the broker’s ports: write them out, or say `network: false`.',
    )
  const url = URL.canParse(address) ? new URL(address) : undefined
  const port = url && (url.port || usual[url.protocol])
  if (port) return port
  throw mistake(
    agents,
    `cannot reach a broker at ${JSON.stringify(address.replace(/^tcp:\/\//, ''))}.`,
  )
}
