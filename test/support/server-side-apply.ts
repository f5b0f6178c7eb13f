// What a Kubernetes API server keeps of a Secret, and how server-side apply changes it: who manages which key.
import { randomUUID } from 'node:crypto'

export interface Manager {
  manager: string
  operation: 'Apply' | 'Update'
  keys: string[]
}
export interface Stored {
  uid: string
  version: number
  data: Record<string, string>
  managers: Manager[]
}

export class Refusal extends Error {
  readonly code: number
  readonly reason: string
  readonly causes: object[]
  constructor(code: number, reason: string, message: string, causes: object[] = []) {
    super(message)
    this.code = code
    this.reason = reason
    this.causes = causes
  }
}

/** What server-side apply makes of it: whoever else set a key to another value has to be forced. */
export function apply(
  there: Stored | undefined,
  query: URLSearchParams,
  data: Record<string, string>,
): Stored {
  const manager = query.get('fieldManager')!
  const before = there ?? { uid: randomUUID(), version: 0, data: {}, managers: [] }
  const own = before.managers.find((it) => it.manager === manager && it.operation === 'Apply')
  const others = before.managers.filter((it) => it !== own)
  const contested = Object.keys(data).filter(
    (key) => before.data[key] !== undefined && before.data[key] !== data[key],
  )
  const owners = others.filter(({ keys }) => keys.some((key) => contested.includes(key)))
  if (owners.length > 0 && query.get('force') !== 'true') {
    const causes = owners.map((it) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with "${it.manager}" using v1`,
      field: `.data.${it.keys[0]}`,
    }))
    throw new Refusal(409, 'Conflict', `Apply failed with ${owners.length} conflict`, causes)
  }
  const left = others.map((it) => without(it, contested)).filter(holdsAny)
  const dropped = (own?.keys ?? []).filter(
    (key) => !(key in data) && !left.some(({ keys }) => keys.includes(key)),
  )
  const kept = Object.entries(before.data).filter(([key]) => !dropped.includes(key))
  const mine: Manager = { manager, operation: 'Apply', keys: Object.keys(data) }
  return {
    uid: before.uid,
    version: before.version + 1,
    data: { ...Object.fromEntries(kept), ...data },
    managers: [...left, ...(holdsAny(mine) ? [mine] : [])],
  }
}

export const without = (it: Manager, gone: string[]): Manager => ({
  ...it,
  keys: it.keys.filter((key) => !gone.includes(key)),
})
export const holdsAny = ({ keys }: Manager): boolean => keys.length > 0

export function partial(
  named: { namespace: string; name: string },
  { uid, version, managers }: Stored,
): object {
  const managedFields = managers.map(({ manager, operation, keys }) => ({
    manager,
    operation,
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:data': Object.fromEntries(keys.map((key) => [`f:${key}`, {}])) },
  }))
  const metadata = { ...named, uid, resourceVersion: String(version), managedFields }
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata }
}
