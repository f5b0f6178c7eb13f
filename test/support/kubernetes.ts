// The Secrets of a Kubernetes API server, over TLS: server-side apply with field managers, strict about requests.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { makeIdentity } from '../../provider/src/wire/certificate.ts'
import { apply, holdsAny, partial, Refusal, without } from './server-side-apply.ts'
import type { Stored } from './server-side-apply.ts'

export interface Kubernetes extends AsyncDisposable {
  kubeconfig: string
  /** What the server found wrong with requests, beyond what it answered. */
  mistakes: string[]
  /** Every changing request: `PATCH agents/reeve`, with ` (dry run)`. */
  changes: string[]
  /** Answered 403 from now on. */
  forbidden: Set<string>
  /** Answers what is tried, and fails when it is meant. */
  breakAfterDryRun: boolean
  /** The value at a key, decoded. */
  value(name: string, key: string): string | undefined
  has(name: string): boolean
  /** As `kubectl edit` does. */
  set(name: string, key: string, value: string): void
  remove(name: string): void
}

const text = { type: 'string', minLength: 1 }
/** io.k8s.api.core.v1.Secret, as far as a client may send it here. */
const isSecret = new Ajv2020({ allErrors: true }).compile({
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata'],
  additionalProperties: false,
  properties: {
    apiVersion: { const: 'v1' },
    kind: { const: 'Secret' },
    metadata: {
      type: 'object',
      required: ['name', 'namespace'],
      additionalProperties: false,
      properties: { name: text, namespace: text },
    },
    data: {
      type: 'object',
      propertyNames: { pattern: '^[-._a-zA-Z0-9]+$' },
      additionalProperties: { type: 'string', pattern: '^[A-Za-z0-9+/]+={0,2}$' },
    },
  },
})

/** With one namespace, `agents`, and one user, who has a token. */
export async function startKubernetes(): Promise<Kubernetes> {
  const secrets = new Map<string, Stored>()
  const token = `k8s-${randomUUID()}`
  const [mistakes, changes, forbidden] = [[] as string[], [] as string[], new Set<string>()]
  const { certificate: cert, key } = makeIdentity()

  const answer = async (request: IncomingMessage): Promise<[number, object]> => {
    const { method = '', headers } = request
    const url = new URL(request.url ?? '', 'https://kubernetes')
    if (headers.authorization !== `Bearer ${token}`)
      throw new Refusal(401, 'Unauthorized', 'Unauthorized')
    if (!headers.accept?.includes('as=PartialObjectMetadata')) mistakes.push('asks for values')
    const named = namedIn(url.pathname)
    if (forbidden.has(method)) throw denied(named)
    const body = await bodyOf(request)
    if (method === 'PATCH') checkPatch(request, url, body, named)
    return perform(method, url.searchParams, named, body)
  }
  const perform = (
    method: string,
    query: URLSearchParams,
    named: Named,
    body: Record<string, unknown>,
  ): [number, object] => {
    const path = `${named.namespace}/${named.name}`
    const dry = query.get('dryRun') === 'All'
    if (method !== 'GET') changes.push(`${method} ${path}${dry ? ' (dry run)' : ''}`)
    const there = secrets.get(path)
    if (method === 'PATCH') {
      if (cluster.breakAfterDryRun && !dry)
        throw new Refusal(403, 'Forbidden', 'a webhook denied the request')
      const applied = apply(there, query, (body['data'] ?? {}) as Record<string, string>)
      if (!dry) secrets.set(path, applied)
      return [there ? 200 : 201, partial(named, applied)]
    }
    if (!there) throw new Refusal(404, 'NotFound', `secrets "${named.name}" not found`)
    if (method === 'GET') return [200, partial(named, there)]
    checkPreconditions(body, there)
    secrets.delete(path)
    return [200, { kind: 'Status', status: 'Success' }]
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request).then(
      ([status, body]) => send(response, status, body),
      (error: unknown) => {
        if (!(error instanceof Refusal)) mistakes.push(String(error))
        const { code = 500, reason, message, causes = [] } = error as Partial<Refusal>
        const status = {
          kind: 'Status',
          apiVersion: 'v1',
          status: 'Failure',
          code,
          reason,
          message,
        }
        send(response, code, { ...status, details: { causes } })
      },
    )
  }
  const server = createServer({ cert, key }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const folder = mkdtempSync(join(tmpdir(), 'reeve-kubernetes-'))
  const kubeconfig = join(folder, 'config')
  const { port } = server.address() as AddressInfo
  writeFileSync(kubeconfig, kubeconfigOf(`https://localhost:${port}`, cert, token))
  const cluster: Kubernetes = {
    breakAfterDryRun: false,
    kubeconfig,
    mistakes,
    changes,
    forbidden,
    has: (name) => secrets.has(name),
    value: (name, at) => {
      const value = secrets.get(name)?.data[at]
      return value === undefined ? undefined : Buffer.from(value, 'base64').toString()
    },
    set: (name, at, value) => {
      const old = secrets.get(name)
      const others = (old?.managers ?? []).map((it) => without(it, [at]))
      secrets.set(name, {
        uid: old?.uid ?? randomUUID(),
        version: (old?.version ?? 0) + 1,
        data: { ...old?.data, [at]: Buffer.from(value).toString('base64') },
        managers: [
          ...others.filter(holdsAny),
          { manager: 'kubectl-edit', operation: 'Update', keys: [at] },
        ],
      })
    },
    remove: (name) => void secrets.delete(name),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return cluster
}

interface Named {
  namespace: string
  name: string
}

function namedIn(path: string): Named {
  const match = /^\/api\/v1\/namespaces\/([^/]+)\/secrets\/([^/]+)$/.exec(path)
  if (match) return { namespace: match[1]!, name: match[2]! }
  throw new Refusal(404, 'NotFound', 'the server could not find the requested resource')
}

function denied({ namespace, name }: Named): Refusal {
  const who = 'User "terraform" cannot patch resource "secrets" in API group ""'
  const text = `secrets "${name}" is forbidden: ${who} in the namespace "${namespace}"`
  return new Refusal(403, 'Forbidden', text)
}

function checkPreconditions(body: Record<string, unknown>, { uid, version }: Stored): void {
  const { preconditions } = body as { preconditions?: { uid?: string; resourceVersion?: string } }
  const fits = preconditions?.uid === uid && preconditions.resourceVersion === String(version)
  if (!fits) throw new Refusal(409, 'Conflict', 'Precondition failed')
}

function checkPatch(
  { headers }: IncomingMessage,
  { searchParams }: URL,
  body: Record<string, unknown>,
  named: Named,
): void {
  const manager = searchParams.get('fieldManager') ?? ''
  if (headers['content-type'] !== 'application/apply-patch+yaml')
    throw new Refusal(
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format',
    )
  if (manager.length < 1 || manager.length > 128)
    throw new Refusal(422, 'Invalid', 'fieldManager: Required value: is required for apply patch')
  if (!isSecret(body)) throw new Refusal(422, 'Invalid', JSON.stringify(isSecret.errors))
  const { metadata } = body as { metadata: Named }
  if (metadata.name !== named.name || metadata.namespace !== named.namespace)
    throw new Refusal(
      400,
      'BadRequest',
      'the name of the object does not match the name on the URL',
    )
  if (named.namespace !== 'agents')
    throw new Refusal(404, 'NotFound', `namespaces "${named.namespace}" not found`)
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return chunks.length === 0
    ? {}
    : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>)
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function kubeconfigOf(server: string, certificate: string, token: string): string {
  const ca = Buffer.from(certificate).toString('base64')
  return `apiVersion: v1
kind: Config
current-context: test
contexts:
  - name: test
    context: { cluster: local, user: terraform }
clusters:
  - name: local
    cluster:
      server: ${server}
      certificate-authority-data: ${ca}
users:
  - name: terraform
    user:
      token: ${token} # of the one who applies
`
}
