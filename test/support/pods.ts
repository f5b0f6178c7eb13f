// A broker beside a cluster, for stories about agents in pods: how they come, and what people decide on them.
import type { Answer } from './broker.ts'
import { type OpenBroker, startOpenBroker } from './tables.ts'
import { type Cluster, type Minted, startCluster } from './token-review.ts'
import { type OwnKey, ownKey } from './waiting.ts'

/** An agent as it calls itself, with its own key. */
export interface Pod {
  name: string
  key: OwnKey
}

export interface Coming {
  minted?: Minted
  id?: string
  name?: string
  public_key?: string | null
  region?: string
}

export interface Pods extends AsyncDisposable {
  broker: OpenBroker
  cluster: Cluster
  /** Under a name and with a key that nobody else has. */
  pod: () => Pod
  /** It comes with its service account's token. */
  come: (pod: Pod, coming?: Coming) => Promise<Answer>
  decide: (agent: string, verb: string, body?: object) => Promise<Answer>
  /** A verb that takes no body. */
  bare: (agent: string, verb: string) => Promise<Answer>
  read: (agent: string) => Promise<Answer['body']>
  renew: (token: string) => Promise<Answer>
  /** Holds until it is disposed. */
  policy: (rules: object[], more?: object) => Promise<AsyncDisposable>
}

/** Path of one of the platform's agents. */
export const at = (agent: string, verb = '') =>
  `/api/v1/tenants/system/agents/${agent}${verb && `/${verb}`}`

export async function startPods(): Promise<Pods> {
  const cluster = await startCluster()
  const broker = await startOpenBroker(cluster.env)
  const post = (path: string, body?: object) =>
    broker.request('POST', path, body === undefined ? {} : { body })
  await post('/api/v1/tenants', { slug: 'acme' })
  await post('/api/v1/pools', { name: 'gpu' })
  let named = 0
  return {
    broker,
    cluster,
    pod: () => ({ name: `pod-${++named}`, key: ownKey() }),
    async come({ name, key }, { minted, ...more } = {}) {
      const agent = { name, public_key: key.public, ...more }
      const proof = { token: await cluster.mint(minted) }
      return post('/api/v1/agent/enrolments', { method: 'service_account', proof, agent })
    },
    decide: (agent, verb, body = {}) => post(at(agent, verb), body),
    bare: (agent, verb) => post(at(agent, verb)),
    read: async (agent) => (await broker.request('GET', at(agent))).body,
    renew: (token) => broker.request('POST', '/api/v1/agent/session/renewals', { token }),
    async policy(rules, more = {}) {
      const name = `policy-${++named}`
      const made = await post('/api/v1/approval-policies', { name, rules, ...more })
      if (made.status !== 201) throw new Error(JSON.stringify(made.body))
      return {
        async [Symbol.asyncDispose]() {
          await broker.request('DELETE', `/api/v1/approval-policies/${name}`)
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await broker[Symbol.asyncDispose]()
      await cluster[Symbol.asyncDispose]()
    },
  }
}
