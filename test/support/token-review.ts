// The TokenReview part of a Kubernetes API server: real RS256 tokens of service accounts, over TLS, strict about its schema.
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { jwtVerify, SignJWT, type JWTPayload } from 'jose'
import { makeIdentity } from '../../provider/src/wire/certificate.ts'

const issuer = 'https://kubernetes.default.svc.cluster.local'
const path = '/apis/authentication.k8s.io/v1/tokenreviews'

export interface Minted {
  namespace?: string
  service_account?: string
  audience?: string[]
  /** Seconds from now; below zero it has expired. */
  expires_in?: number
  /** Signed by a key that the cluster does not know. */
  forged?: boolean
  pod?: string
  /** What else its claims say. */
  claims?: JWTPayload
}

type Behaviour = (
  request: IncomingMessage,
  response: ServerResponse,
  usual: () => Promise<void>,
) => void | Promise<void>

export interface Cluster extends AsyncDisposable {
  /** What a broker is told about it. */
  env: Record<string, string>
  mint: (claims?: Minted) => Promise<string>
  /** How many reviews were asked for. */
  asked: () => number
  /** What it finds wrong with the requests that it got. */
  mistakes: string[]
  /** Answers otherwise from now on; without one, as usual. */
  behave: (behaviour?: Behaviour) => void
  /** Replaces the broker's own token, as the kubelet does. */
  renewBroker: (claims?: Minted) => Promise<void>
}

/** The part of the API's schema that a request must keep: io.k8s.api.authentication.v1.TokenReview. */
const text = { type: 'string' }
const texts = { type: 'object', additionalProperties: text }
const validate = new Ajv2020({ allErrors: true }).compile({
  type: 'object',
  required: ['apiVersion', 'kind', 'spec'],
  additionalProperties: false,
  properties: {
    apiVersion: { const: 'authentication.k8s.io/v1' },
    kind: { const: 'TokenReview' },
    metadata: { type: 'object', properties: { name: text, labels: texts, annotations: texts } },
    spec: {
      type: 'object',
      additionalProperties: false,
      required: ['token'],
      properties: {
        token: { type: 'string', minLength: 1 },
        audiences: { type: 'array', items: text },
      },
    },
  },
})

/** Starts one; `plain` serves it without TLS, as `kubectl proxy` does. */
export async function startCluster({ plain = false } = {}): Promise<Cluster> {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const strangers = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const folder = mkdtempSync(join(tmpdir(), 'reeve-cluster-'))
  const [tokenFile, caFile] = [join(folder, 'token'), join(folder, 'ca.crt')]
  const { certificate: cert, key } = makeIdentity()
  writeFileSync(caFile, cert)
  const mistakes: string[] = []
  let behaviour: Behaviour | undefined
  let asked = 0

  const mint = (wanted: Minted = {}) =>
    signed(wanted, wanted.forged ? strangers.privateKey : keys.privateKey)
  const renewBroker = async (claims: Minted = {}) =>
    writeFileSync(tokenFile, `${await mint({ ...ofBroker, ...claims })}\n`)
  await renewBroker()

  const usual = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request)
    const wrong = wrongWith(request, body)
    mistakes.push(...wrong)
    if (wrong.length > 0) return send(response, 400, { kind: 'Status', status: 'Failure' })
    const own = String(request.headers.authorization).replace(/^Bearer /, '')
    const asker = await read(own, [issuer], keys.publicKey)
    if (!asker) return send(response, 401, { kind: 'Status', status: 'Failure', code: 401 })
    const { spec } = body as { spec: { token: string; audiences?: string[] } }
    const audiences = spec.audiences ?? [issuer]
    const claims = await read(spec.token, audiences, keys.publicKey)
    const status = claims
      ? statusOf(claims, audiences)
      : { user: {}, error: 'invalid bearer token' }
    send(response, 201, { ...(body as object), metadata: {}, status })
  }
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    asked++
    const answer = () => usual(request, response)
    Promise.resolve(behaviour ? behaviour(request, response, answer) : answer()).catch(
      (error: unknown) => {
        mistakes.push(String(error))
        response.destroy()
      },
    )
  }
  const server = plain ? createServer(listener) : createSecureServer({ cert, key }, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const api = `${plain ? 'http' : 'https'}://localhost:${port}`
  return {
    env: {
      REEVE_KUBERNETES_API: api,
      REEVE_KUBERNETES_TOKEN_FILE: tokenFile,
      REEVE_KUBERNETES_CA_FILE: caFile,
      REEVE_KUBERNETES_AUDIENCE: 'reeve',
    },
    mint,
    renewBroker,
    asked: () => asked,
    mistakes,
    behave: (next) => void (behaviour = next),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const ofBroker: Minted = { namespace: 'reeve', service_account: 'broker', audience: [issuer] }

/** A token as the API server makes one for a pod (BoundServiceAccountToken). */
function signed(wanted: Minted, key: Parameters<SignJWT['sign']>[0]): Promise<string> {
  const { namespace = 'prod', service_account = 'agents', audience = ['reeve'] } = wanted
  const { expires_in = 3600, pod = 'agent-0', claims } = wanted
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({
    iss: issuer,
    sub: `system:serviceaccount:${namespace}:${service_account}`,
    aud: audience,
    iat: now - 60,
    nbf: now - 60,
    exp: now + expires_in,
    'kubernetes.io': {
      namespace,
      serviceaccount: { name: service_account, uid: randomUUID() },
      pod: { name: pod, uid: randomUUID() },
      node: { name: 'node-1', uid: randomUUID() },
    },
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', kid: 'cluster-1' })
    .sign(key)
}

type Key = Parameters<typeof jwtVerify>[1]

async function read(token: string, audience: string[], key: Key): Promise<JWTPayload | undefined> {
  const options = { issuer, audience, algorithms: ['RS256'], requiredClaims: ['exp', 'sub'] }
  return jwtVerify(token, key, options).then(
    ({ payload }) => payload,
    () => undefined,
  )
}

interface Bound {
  namespace: string
  serviceaccount: { name: string; uid: string }
  pod: { name: string; uid: string }
  node: { name: string; uid: string }
}

/** The API server tells only what the token's own claims agree on. */
function statusOf(claims: JWTPayload, audiences: string[]): object {
  const { namespace, serviceaccount, pod, node } = claims['kubernetes.io'] as Bound
  const username = `system:serviceaccount:${namespace}:${serviceaccount.name}`
  if (claims.sub !== username) return { user: {}, error: 'the token contradicts itself' }
  const own = [claims.aud ?? []].flat()
  const extra = (name: string, value: string) => [`authentication.kubernetes.io/${name}`, [value]]
  return {
    authenticated: true,
    user: {
      username,
      uid: serviceaccount.uid,
      groups: [
        'system:serviceaccounts',
        `system:serviceaccounts:${namespace}`,
        'system:authenticated',
      ],
      extra: Object.fromEntries([
        extra('pod-name', pod.name),
        extra('pod-uid', pod.uid),
        extra('node-name', node.name),
      ]),
    },
    audiences: audiences.filter((one) => own.includes(one)),
  }
}

function wrongWith({ method, url, headers }: IncomingMessage, body: unknown): string[] {
  const wrong: string[] = []
  if (method !== 'POST' || url !== path) wrong.push(`${method} ${url}`)
  if (!/^application\/json\b/.test(headers['content-type'] ?? '')) wrong.push('content-type')
  if (!validate(body)) wrong.push(...validate.errors!.map((one) => JSON.stringify(one)))
  return wrong
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
