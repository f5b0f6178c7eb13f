// Takes from Kubernetes' and KEDA's own sources the schemas of what our constructs make, for the tests of these.
// Run by hand, with Go on the PATH, when a minor version comes: node --import tsx tools/kubernetes-schemas.ts
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'

const versions = ['1.34.4', '1.35.4', '1.36.3', '1.37.2']
const keda = '2.21.0'
const target = resolve(import.meta.dirname, '../test/support/generated/kubernetes')

const kinds = {
  Deployment: 'io.k8s.api.apps.v1.Deployment',
  ServiceAccount: 'io.k8s.api.core.v1.ServiceAccount',
  Secret: 'io.k8s.api.core.v1.Secret',
  HorizontalPodAutoscaler: 'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  PodDisruptionBudget: 'io.k8s.api.policy.v1.PodDisruptionBudget',
  NetworkPolicy: 'io.k8s.api.networking.v1.NetworkPolicy',
}

/** What decides whether a value fits. */
const kept = ['$ref', 'type', 'format', 'required', 'enum', 'minimum', 'maximum', 'pattern']

interface Schema {
  [keyword: string]: unknown
  $ref?: string
  type?: string
  format?: string
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema
}
type Definitions = Record<string, Schema>

const cache = mkdtempSync(join(tmpdir(), 'reeve-go-'))
try {
  mkdirSync(target, { recursive: true })
  for (const version of versions) {
    const folder = download(`k8s.io/kubernetes@v${version}`)
    const text = readFileSync(join(folder, 'api/openapi-spec/swagger.json'), 'utf8')
    const { definitions } = JSON.parse(text) as { definitions: Definitions }
    write(minor(version), `Kubernetes ${version}`, { kinds, definitions: reached(definitions) })
  }
  const folder = download(`github.com/kedacore/keda/v2@v${keda}`)
  write(`keda-${minor(keda)}`, `KEDA ${keda}`, customResources(folder))
} finally {
  if (!process.env.XC) rmSync(cache, { recursive: true, force: true })
}

function minor(version: string): string {
  return version.split('.').slice(0, 2).join('.')
}

/** Through the Go command, into a cache of our own. */
function download(module: string): string {
  const env = { ...process.env, GOMODCACHE: cache, GOFLAGS: '-modcacherw' }
  const said = execFileSync('go', ['mod', 'download', '-json', module], { cwd: cache, env })
  return (JSON.parse(said.toString()) as { Dir: string }).Dir
}

/** The kinds and all that they refer to. */
function reached(all: Definitions): Definitions {
  const found: Definitions = {}
  const visit = (name: string) => {
    if (found[name]) return
    found[name] = strict(all[name]!)
    for (const [, next] of JSON.stringify(found[name]).matchAll(/"#\/definitions\/([^"]+)"/g))
      visit(next!)
  }
  Object.values(kinds).forEach(visit)
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => a.localeCompare(b)))
}

function customResources(folder: string): { kinds: object; definitions: Definitions } {
  const definitions = Object.fromEntries(
    ['ScaledObject', 'TriggerAuthentication'].map((kind) => {
      const file = `config/crd/bases/keda.sh_${kind.toLowerCase()}s.yaml`
      const { spec } = parse(readFileSync(join(folder, file), 'utf8')) as {
        spec: { versions: { schema: { openAPIV3Schema: Schema } }[] }
      }
      return [kind, strict(spec.versions[0]!.schema.openAPIV3Schema)]
    }),
  )
  const own = Object.keys(definitions)
  return { kinds: Object.fromEntries(own.map((kind) => [kind, kind])), definitions }
}

/** Only that, and – as servers do that validate strictly – no field that is not named. */
function strict(schema: Schema): Schema {
  const { properties, items, additionalProperties } = schema
  const own = Object.entries(schema).filter(([keyword]) => kept.includes(keyword))
  const made: Schema = Object.fromEntries(own)
  if (schema.format === 'int-or-string' || schema['x-kubernetes-int-or-string']) return {}
  if (items) made.items = strict(items)
  if (additionalProperties) made.additionalProperties = strict(additionalProperties)
  if (!properties) return made
  const inner = Object.entries(properties).map(([name, each]) => [name, strict(each)] as const)
  return { ...made, properties: Object.fromEntries(inner), additionalProperties: false as never }
}

function write(
  name: string,
  source: string,
  { kinds: roots, definitions }: { kinds: object; definitions: Definitions },
): void {
  const comment = `From ${source} (Apache-2.0), by tools/kubernetes-schemas.ts.`
  const text = JSON.stringify({ $comment: comment, kinds: roots, definitions })
  writeFileSync(join(target, `${name}.json`), `${text}\n`)
}
