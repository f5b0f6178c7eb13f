// Agents with a key of their own, as one written in any language would have them, and tokens made by hand.
import { type KeyObject, generateKeyPairSync, sign } from 'node:crypto'
import pg from 'pg'
import { transcript } from '@reeve/openapi'
import { request, type Answer, type TestBroker } from './broker.ts'

export interface Keyed {
  id: string
  tenant: string
  /** Its SPIFFE id. */
  sub: string
  token: string
  privateKey: KeyObject
  publicKey: Buffer
}

export const claimsIn = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, any> // oxlint-disable-line typescript/no-explicit-any -- tests look into tokens of any shape

let count = 0

/** An agent of a tenant that is there already, let in by an agent token of its own. */
export async function enrolKeyed(
  broker: TestBroker,
  tenant: string,
  scope: string[] = [],
): Promise<Keyed> {
  const at = `/api/v1/tenants/${tenant}/agent-tokens`
  const name = `keyed-${++count}`
  const { token: secret } = (await broker.request('POST', at, { body: { name } })).body
  const pair = generateKeyPairSync('ed25519')
  const publicKey = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x!, 'base64url')
  const agent = { name, public_key: publicKey.toString('base64') }
  const { body } = await broker.request('POST', '/api/v1/agent/enrolments', {
    body: { method: 'agent_token', proof: { token: secret }, agent },
  })
  const its = { id: body.agent, tenant, privateKey: pair.privateKey, publicKey }
  if (scope.length > 0) await grant(broker, body.agent, scope)
  const token = scope.length > 0 ? (await resume(broker, its)).body.token : body.token
  return { ...its, token, sub: claimsIn(token)['sub'] }
}

/** As if its launch token had allowed this. */
async function grant({ databaseUrl }: TestBroker, agent: string, scope: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`update enrolment set scope = $2 where agent_id = $1 and state = 'approved'`, [
    agent,
    scope,
  ])
  await client.end()
}

export async function challenge(broker: TestBroker): Promise<string> {
  return (await broker.request('POST', '/api/v1/agent/challenges')).body.nonce
}

/** The body of a resumption, signed as it should be unless `said` tells otherwise. */
export function resumption(
  { id, privateKey, publicKey }: Pick<Keyed, 'id' | 'privateKey' | 'publicKey'>,
  nonce: string,
  said: { agent?: string; domain?: string; nonce?: string } = {},
) {
  const { agent = id, domain = 'reeve/session/resume/v1' } = said
  const signed = transcript(domain, [Buffer.from(said.nonce ?? nonce, 'hex'), agent, publicKey])
  return { agent, nonce, signature: sign(null, signed, privateKey).toString('base64') }
}

export async function resume(
  broker: TestBroker,
  agent: Pick<Keyed, 'id' | 'privateKey' | 'publicKey'>,
): Promise<Answer> {
  const body = resumption(agent, await challenge(broker))
  return broker.request('POST', '/api/v1/agent/session/resumptions', { body })
}

export const renew = (broker: TestBroker, token: string, url = broker.url): Promise<Answer> =>
  request(url, token, 'POST', '/api/v1/agent/session/renewals', {})

export const validate = (
  broker: TestBroker,
  token: string,
  more: object = {},
  url = broker.url,
): Promise<Answer> =>
  request(url, '', 'POST', '/api/v1/tokens/validate', { body: { token, ...more } })

export const delegate = (broker: TestBroker, token: string, body: object): Promise<Answer> =>
  broker.request('POST', '/api/v1/agent/session/delegations', { token, body })

export const release = (broker: TestBroker, token: string): Promise<Answer> =>
  broker.request('POST', '/api/v1/agent/session/release', { token })

/** What `validate` answers about a token that is not good, for whatever reason. */
export const worthless = { valid: false, claims: null, error: 'token is invalid or expired' }
