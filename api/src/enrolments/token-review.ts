// Asks a Kubernetes API server whose service-account token it is (TokenReview, authentication.k8s.io/v1).
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { type Problem, problem } from '../problem.ts'

/** Where to ask, and as whom. The files are read at each call: Kubernetes renews them in place. */
export interface Cluster {
  /** Address of the API server. */
  api: string
  /** The audience that tokens must have been made for. */
  audience: string
  /** Holds the broker's own token, which may create TokenReviews (`system:auth-delegator`). */
  tokenFile: string
  /** Certificates that the API server's must come from. */
  caFile: string
  /** Milliseconds that it may take. */
  patience?: number
}

export interface ServiceAccount {
  namespace: string
  service_account: string
  pod?: string
  node?: string
}

/** Bytes of its answer that are read. */
const longest = 65_536
/** Questions at a time: the API server serves others too. */
const most = 32

/** Over plain HTTP a token goes to this machine alone, e.g. to `kubectl proxy`. */
const own = new Set(['localhost', '127.0.0.1', '[::1]'])

let asking = 0

/** Null when the cluster does not know the token, or knows it for another audience or as no service account. */
export async function review(token: string, cluster: Cluster): Promise<ServiceAccount | null> {
  if (asking >= most) throw silent('Too many service accounts ask at once.')
  asking++
  try {
    const answer = await post(token, cluster)
    return accountIn(answer, cluster.audience)
  } finally {
    asking--
  }
}

async function post(token: string, cluster: Cluster) {
  const { api, audience, tokenFile, caFile, patience = 5000 } = cluster
  const url = new URL(`${api.replace(/\/+$/, '')}/apis/authentication.k8s.io/v1/tokenreviews`)
  const body = JSON.stringify({
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenReview',
    spec: { token, audiences: [audience] },
  })
  const secure = url.protocol === 'https:'
  if (!secure && !own.has(url.hostname))
    throw silent('The Kubernetes API server must be asked over https.')
  const bearer = (await fileAt(tokenFile)).trim()
  const ca = secure ? await fileAt(caFile) : undefined
  const answer = await exchange(
    url,
    {
      method: 'POST',
      agent: false,
      ...(ca !== undefined && { ca, minVersion: 'TLSv1.2' as const }),
      signal: AbortSignal.timeout(patience),
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': 'application/json',
        accept: 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    },
    body,
  )
  // a redirect is not followed: the token goes to the API server and nowhere else
  if (answer.status !== 200 && answer.status !== 201)
    throw silent(`The Kubernetes API server answered ${answer.status} to the TokenReview.`)
  return answer.text
}

function exchange(url: URL, options: https.RequestOptions, body: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const send = url.protocol === 'https:' ? https.request : http.request
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > longest) request.destroy(new Error('the answer is longer than 64 KiB'))
        else chunks.push(chunk)
      })
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, text })
      })
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  }).catch((cause: unknown) => {
    throw silent('The Kubernetes API server does not answer.', cause)
  })
}

async function fileAt(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw silent('The broker cannot read what it needs to ask the Kubernetes API server.', cause)
  }
}

/** No answer is no refusal: the agent asks again. */
const silent = (detail: string, cause?: unknown): Problem =>
  problem('unavailable', detail, { cause, retryAfter: 5 })

interface Review {
  status?: {
    authenticated?: unknown
    audiences?: unknown
    user?: { username?: unknown; groups?: unknown; extra?: Record<string, unknown> }
  }
}

const account =
  /^system:serviceaccount:([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?):([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)$/

/** All of it must be so; a server that does not know audiences names none, and is not believed. */
function accountIn(text: string, audience: string): ServiceAccount | null {
  const { authenticated, audiences, user } = statusIn(text)
  if (authenticated !== true || !list(audiences).includes(audience)) return null
  const [, namespace, , service_account] = account.exec(String(user?.username)) ?? []
  if (namespace === undefined || service_account === undefined) return null
  if (!list(user?.groups).includes(`system:serviceaccounts:${namespace}`)) return null
  const extra = (name: string) => list(user?.extra?.[`authentication.kubernetes.io/${name}`])[0]
  const [pod, node] = [extra('pod-name'), extra('node-name')]
  return {
    namespace,
    service_account,
    ...(pod !== undefined && { pod }),
    ...(node !== undefined && { node }),
  }
}

function statusIn(text: string): NonNullable<Review['status']> {
  try {
    return (JSON.parse(text) as Review | null)?.status ?? {}
  } catch (cause) {
    throw silent('The Kubernetes API server answered with something that is no JSON.', cause)
  }
}

const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
