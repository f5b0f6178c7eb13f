// What would be made in a cluster, held against the API schemas of several minor versions of Kubernetes, and KEDA's.
import { readFileSync } from 'node:fs'
import { KubernetesProvider } from '@cdktf/provider-kubernetes/lib/provider/index.js'
import { AgentPool, ApiToken, Tenant } from '@reeve/constructs'
import {
  AddKubernetesLabels,
  DedicatedAgent,
  SharedAgentDeployment,
} from '@reeve/constructs/kubernetes'
import { Aspects } from 'cdktf'
import type { TerraformStack } from 'cdktf'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { synthesise } from '../support/cdktf.ts'
import { manifestsOf, misfits, schemas, type Manifest } from '../support/manifests.ts'

const basics = {
  namespace: 'reeve',
  image: 'registry.example.com/reeve-agent:0.1.0',
  brokerAddress: 'reeve.example.com:443',
  brokerUrl: 'https://reeve.example.com',
}

/** All that the constructs can make, once each. */
function everything(stack: TerraformStack): void {
  new KubernetesProvider(stack, 'kubernetes')
  Aspects.of(stack).add(new AddKubernetesLabels({ 'cost-center': 'platform' }))
  const tenant = new Tenant(stack, 'acme', { workerType: 'browser' })
  new DedicatedAgent(stack, 'dedicated', {
    ...basics,
    tenant,
    credential: tenant.agentToken('cluster'),
    resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '2Gi' } },
    network: {
      broker: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'reeve' } } }],
      more: [
        {
          ports: [{ protocol: 'TCP', port: '443' }],
          to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }],
        },
      ],
    },
  })
  new SharedAgentDeployment(stack, 'shared', {
    ...basics,
    credential: { method: 'service_account' },
    autoscaling: { by: 'cpu', min: 2, max: 10 },
  })
  const pool = new AgentPool(stack, 'gpu')
  const token = new ApiToken(stack, 'scaler', { name: 'scaler' })
  pool.grantScaling(token)
  new SharedAgentDeployment(stack, 'pool', {
    ...basics,
    pool,
    credential: pool.platformKey('gpu'),
    autoscaling: { by: 'queue', min: 0, max: 20, token },
  })
}

const stack = synthesise(everything)
const versions = [...schemas.keys()].filter((version) => !version.startsWith('keda'))
const keda = [...schemas.keys()].find((version) => version.startsWith('keda'))!
const schemaOf = (kind: string, version: string) =>
  kind in schemas.get(keda)!.kinds ? keda : version

test('there are schemas of at least three minor versions, and of all kinds that are made', () => {
  expect(versions.length).toBeGreaterThanOrEqual(3)
  const made = new Set(manifestsOf(stack, versions[0]!).map(({ kind }) => kind))
  const known = [keda, versions[0]!].flatMap((version) => Object.keys(schemas.get(version)!.kinds))
  expect([...made].toSorted()).toEqual(known.toSorted())
})

test.each(versions)('all manifests fit Kubernetes %s', (version) => {
  const all = manifestsOf(stack, version)
  expect(all.flatMap((each) => misfits(each, schemaOf(each.kind, version)))).toEqual([])
})

test.each(versions)(
  'the schemas of Kubernetes %s find what is misspelt, ill-typed or missing',
  (version) => {
    const deployment = manifestsOf(stack, version).find(({ kind }) => kind === 'Deployment')!
    const broken = structuredClone(deployment) as unknown as {
      spec: { selector?: object; template: { spec: { containers: Record<string, unknown>[] } } }
    }
    delete broken.spec.selector
    const [container] = broken.spec.template.spec.containers
    container!['livenesProbe'] = container!['livenessProbe']
    container!['image'] = 7
    const found = misfits(broken as never, version)
    expect(found).toHaveLength(3)
    expect(found.join()).toMatch(/must have required property 'selector'.*image must be string/)
    expect(found.join()).toContain('"additionalProperty":"livenesProbe"')
  },
)

test('the example for KEDA without Terraform fits, too', () => {
  const file = new URL('../../examples/kubernetes/keda.yaml', import.meta.url)
  const documents = parseAllDocuments(readFileSync(file, 'utf8')).map(
    (each) => each.toJS() as Manifest,
  )
  expect(documents.map(({ kind }) => kind)).toEqual(['ScaledObject', 'TriggerAuthentication'])
  expect(documents.flatMap((each) => misfits(each, keda))).toEqual([])
})

test('what selects pods selects those of its own deployment, and no others', () => {
  const all = manifestsOf(stack, versions[0]!)
  const deployments = all.filter(({ kind }) => kind === 'Deployment')
  const podLabels = deployments.map((each) => {
    const { spec } = each as unknown as { spec: { template: { metadata: { labels: object } } } }
    return { name: each.metadata.name, labels: spec.template.metadata.labels }
  })
  for (const { kind, metadata, spec } of all as unknown as {
    kind: string
    metadata: { name: string }
    spec?: { selector?: Selector; podSelector?: Selector }
  }[]) {
    const selector = spec?.selector ?? spec?.podSelector
    if (!selector) continue
    const selected = podLabels.filter(({ labels }) => matches(selector, labels))
    expect(
      selected.map(({ name }) => name),
      kind,
    ).toEqual([metadata.name])
  }
})

interface Selector {
  matchLabels: Record<string, string>
}
function matches({ matchLabels }: Selector, labels: object): boolean {
  return Object.entries(matchLabels).every(([name, value]) =>
    Object.entries(labels).some(([own, its]) => own === name && its === value),
  )
}

test('labels that an Aspect adds are on every object and on the pods, and in no selector', () => {
  for (const manifest of manifestsOf(stack, versions[0]!)) {
    expect(manifest.metadata.labels, manifest.kind).toMatchObject({ 'cost-center': 'platform' })
    const { selector, template } = (manifest['spec'] ?? {}) as {
      selector?: object
      template?: object
    }
    expect(JSON.stringify(selector ?? '')).not.toContain('cost-center')
    if (template)
      expect(template).toMatchObject({ metadata: { labels: { 'cost-center': 'platform' } } })
  }
})
