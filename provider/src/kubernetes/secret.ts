// Delivers a secret into one key of a Kubernetes Secret, by server-side apply, and without reading any Secret's values.
import { Failure, mistake } from '../engine/diagnostics.ts'
import type { Json } from '../engine/model.ts'
import type { Sink } from '../engine/sink.ts'
import type { ObjectValue } from '../wire/values.ts'
import { createApi, Declined } from './api.ts'
import type { Api, Status } from './api.ts'
import { connectionOf } from './connection.ts'

/** What attributes.ts asks of a configuration, with its defaults. */
interface Place {
  namespace: string
  name: string
  key: string
  force: boolean
  kubeconfig: string | null
  context: string | null
}
interface Managed {
  manager?: string
  operation?: string
  fieldsV1?: Record<string, Record<string, unknown> | undefined>
}
interface Metadata {
  uid?: string
  resourceVersion?: string
  managedFields?: Managed[]
}

/**
 * Every delivery is a field manager of its own, so several may share a Secret. Whoever sets the key otherwise becomes
 * its manager: that is how a delivery that was overwritten is seen, without a look at the value.
 */
const managerOf = (id: string): string => `reeve-${id}`

export function secretSink(env: NodeJS.ProcessEnv, stopped: AbortSignal): Sink {
  const apis = new Map<string, Promise<Api>>()
  const apiOf = ({ kubeconfig, context }: Place): Promise<Api> => {
    const named = JSON.stringify([kubeconfig, context])
    const api =
      apis.get(named) ??
      connectionOf({ kubeconfig, context }, env).then((it) => createApi(it, stopped))
    apis.set(named, api)
    return api
  }
  const on = async <T>(value: ObjectValue, work: (api: Api, at: Place) => Promise<T>) => {
    const at = value as unknown as Place
    const api = await apiOf(at)
    return told(at, () => work(api, at))
  }
  return {
    nameOf: (at) => nameOf(at as unknown as Place),
    probe: (value) => on(value, (api, at) => apply(api, at, probe, { dryRun: 'All' })),
    deliver: (value, delivery) => on(value, (api, at) => apply(api, at, delivery)),
    holds: (value, id) =>
      on(value, async (api, at) => {
        const metadata = await metadataOf(api, at)
        return metadata?.managedFields?.some((it) => isOurs(it, at, id)) ?? false
      }),
    withdraw: (value, id) => on(value, (api, at) => withdraw(api, at, id)),
  }
}

const probe = { id: 'probe', secret: 'probe' }

/** What other deliveries set is taken over, since the one that comes replaces the one that goes. */
async function apply(
  api: Api,
  at: Place,
  { id, secret }: { id: string; secret: string },
  more: Record<string, string> = {},
): Promise<void> {
  const data = { [at.key]: Buffer.from(secret).toString('base64') }
  const patch = (force: boolean) =>
    api({
      method: 'PATCH',
      path: pathOf(at),
      query: { fieldManager: managerOf(id), force: String(force), ...more },
      body: { ...headOf(at), data },
    })
  try {
    await patch(at.force)
  } catch (error) {
    const owners = error instanceof Declined ? ownersIn(error.status) : []
    if (owners.length === 0 || !owners.every((it) => it.startsWith(managerOf('')))) throw error
    await patch(true)
  }
}

/** The key goes; the Secret, too, if then nobody has set anything in it. */
async function withdraw(api: Api, at: Place, id: string): Promise<void> {
  const there = await metadataOf(api, at)
  if (!there?.managedFields?.some((it) => isOurs(it, at, id))) return
  const query = { fieldManager: managerOf(id), force: 'false' }
  const left = await api({ method: 'PATCH', path: pathOf(at), query, body: headOf(at) })
  const { managedFields = [], uid, resourceVersion } = (left['metadata'] ?? {}) as Metadata
  if (managedFields.length > 0) return
  const preconditions = { uid: uid ?? null, resourceVersion: resourceVersion ?? null }
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions }
  await api({ method: 'DELETE', path: pathOf(at), body }).catch((error: unknown) => {
    // somebody came in between: it is theirs now, or gone
    if (!(error instanceof Declined) || ![404, 409].includes(error.status.code)) throw error
  })
}

async function metadataOf(api: Api, at: Place): Promise<Metadata | undefined> {
  try {
    const { metadata } = await api({ method: 'GET', path: pathOf(at) })
    return metadata as Metadata
  } catch (error) {
    if (error instanceof Declined && error.status.code === 404) return undefined
    throw error
  }
}

function isOurs({ manager, operation, fieldsV1 }: Managed, at: Place, id: string): boolean {
  const data = fieldsV1?.['f:data'] ?? {}
  return manager === managerOf(id) && operation === 'Apply' && `f:${at.key}` in data
}

/** `conflict with "kubectl-create" using v1`, once for each who has set the key. */
function ownersIn({ code, details }: Status): string[] {
  if (code !== 409) return []
  const said = (details?.causes ?? []).map(({ message = '' }) =>
    /conflict with "([^"]+)"/.exec(message),
  )
  return said.flatMap((match) => (match ? [match[1]!] : []))
}

/** Refusals as diagnostics that say which Secret, and what to do. */
async function told<T>(at: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Declined)) throw error
    const { status, message } = error
    const owners = ownersIn(status)
    const hint = owners.length > 0 ? ownedBy(at, owners) : (hints[status.code] ?? '')
    const detail = [`Kubernetes answered ${status.code}: ${message}`, hint].filter(Boolean)
    throw new Failure(
      mistake(`${nameOf(at)} cannot be written`, detail.join('\n\n'), ['deliver_to']),
    )
  }
}

const hints: Record<number, string> = {
  401: 'The credentials for Kubernetes are not valid; see `kubeconfig` and `context`.',
  403: 'Whoever runs Terraform needs the verbs get, create, patch and delete of secrets there.',
  404: 'Does the namespace exist? If this configuration makes it, refer to it, so that it comes first.',
}

function ownedBy(at: Place, owners: string[]): string {
  return `Its key ${at.key} was set by ${owners.join(', ')}. Choose another, or say \`force = true\` to take it over.`
}

function nameOf(at: Place): string {
  return `Secret ${at.namespace}/${at.name}`
}

function pathOf(at: Place): string {
  return `/api/v1/namespaces/${at.namespace}/secrets/${at.name}`
}

function headOf(at: Place): Record<string, Json> {
  const metadata = { namespace: at.namespace, name: at.name }
  return { apiVersion: 'v1', kind: 'Secret', metadata }
}
