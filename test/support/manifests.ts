// Kubernetes manifests from a synthesised stack, as the API would get them, held against Kubernetes' own schemas.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { Synthesised } from './cdktf.ts'

interface Schema {
  $ref?: string
  type?: string
  format?: string
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | false
}
interface Schemas {
  kinds: Record<string, string>
  definitions: Record<string, Schema>
}
export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace: string; labels: Record<string, string> }
  [field: string]: unknown
}

const folder = join(import.meta.dirname, 'generated/kubernetes')

/** By version: `1.36`, `keda-2.21`. */
export const schemas: ReadonlyMap<string, Schemas> = new Map(
  readdirSync(folder).map((file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    return [file.replace(/\.json$/, ''), JSON.parse(text) as Schemas]
  }),
)

const kinds: Record<string, [apiVersion: string, kind: string]> = {
  kubernetes_deployment_v1: ['apps/v1', 'Deployment'],
  kubernetes_service_account_v1: ['v1', 'ServiceAccount'],
  kubernetes_secret_v1: ['v1', 'Secret'],
  kubernetes_horizontal_pod_autoscaler_v2: ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  kubernetes_pod_disruption_budget_v1: ['policy/v1', 'PodDisruptionBudget'],
  kubernetes_network_policy_v1: ['networking.k8s.io/v1', 'NetworkPolicy'],
}

/** All that the stack would make in a cluster of this version; throws for a resource that it does not know. */
export function manifestsOf({ resource = {} }: Synthesised, version: string): Manifest[] {
  const known = schemas.get(version)!
  const all = Object.entries(resource).filter(([type]) => type.startsWith('kubernetes_'))
  return all.flatMap(([type, named]) =>
    Object.values(named).map((attributes) => {
      const resolved = resolve(attributes, resource) as Record<string, unknown>
      if (type === 'kubernetes_manifest') return resolved['manifest'] as Manifest
      const [apiVersion, kind] = kinds[type]!
      const shaped = shape(resolved, { $ref: `#/definitions/${known.kinds[kind]!}` }, known)
      return { apiVersion, kind, ...(shaped as object) } as Manifest
    }),
  )
}

/** What the version's schema has against a manifest; nothing if it fits. */
export function misfits(manifest: Manifest, version: string): string[] {
  const validate = validatorOf(manifest.kind, version)
  validate(manifest)
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${manifest.kind}${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}

const compilers = new Map<string, Ajv>()

function validatorOf(kind: string, version: string): ValidateFunction {
  const known = schemas.get(version)!
  const ajv =
    compilers.get(version) ?? addFormats.default(new Ajv({ strict: false, allErrors: true }))
  if (!compilers.has(version)) ajv.addSchema(known, version)
  compilers.set(version, ajv)
  return ajv.getSchema(`${version}#/definitions/${known.kinds[kind]!}`)!
}

/** References to what the stack says itself become that; others, what only an apply will know. */
function resolve(value: unknown, resource: object): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\$\{([^}]+)\}/g, (_, path: string) => {
      const steps = path.replaceAll(/\[\d+\]/g, '').split('.')
      const found = steps.reduce<unknown>(
        (at, step) => (at as Record<string, unknown>)?.[step],
        resource,
      )
      return typeof found === 'string' ? found : 'known-after-apply'
    })
  if (Array.isArray(value)) return value.map((each) => resolve(each, resource))
  if (typeof value !== 'object' || value === null) return value
  const { depends_on: _, ...own } = value as Record<string, unknown>
  return Object.fromEntries(
    Object.entries(own).map(([name, each]) => [name, resolve(each, resource)]),
  )
}

/** Terraform spells fields in snake_case, lists in the singular, objects as lists of one, numbers as text. */
function shape(value: unknown, given: Schema, known: Schemas): unknown {
  const schema = given.$ref ? known.definitions[given.$ref.replace('#/definitions/', '')]! : given
  if (schema.items) return listOf(value).map((each) => shape(each, schema.items!, known))
  if (schema.properties) return objectOf(value, schema.properties, known)
  if (schema.additionalProperties) {
    const entries = Object.entries(value as object)
    return Object.fromEntries(
      entries.map(([name, each]) => [
        name,
        shape(each, schema.additionalProperties as Schema, known),
      ]),
    )
  }
  if (schema.format === 'byte') return Buffer.from(String(value)).toString('base64')
  const isNumber = schema.type === 'integer' || schema.type === undefined
  return isNumber && /^\d+$/.test(String(value)) ? Number(value) : value
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

function objectOf(value: unknown, properties: Record<string, Schema>, known: Schemas): object {
  const [own = {}] = listOf(value) as object[]
  const entries = Object.entries(own).map(([name, each]) => {
    const field = name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    const spelled = [field, `${field}s`, `${field.slice(0, -1)}ies`].find((it) => it in properties)
    if (spelled === undefined) return [field, each] // which the schema will refuse
    return [spelled, shape(each, properties[spelled]!, known)]
  })
  return Object.fromEntries(entries)
}
