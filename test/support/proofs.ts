// Proofs as agents make them, so that tests can make wrong ones.
import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { transcript, type Field } from '@reeve/openapi'
import { request, type Answer } from './broker.ts'

export interface OwnKey {
  /** 32 bytes. */
  publicKey: Buffer
  /** Base64. */
  sign: (data: Uint8Array) => string
}

export function newOwnKey(): OwnKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'),
    sign: (data) => sign(null, data, privateKey).toString('base64'),
  }
}

/** Where a broker is. */
interface Place {
  url: string
}

export async function challengeOf({ url }: Place): Promise<string> {
  const { body } = await request(url, '', 'POST', '/api/v1/agent/challenges', stranger)
  return body.nonce as string
}

export const keyIdOf = (key: Buffer): string =>
  createHash('sha256').update('reeve platform key id').update(key).digest('hex').slice(0, 16)

interface Hmac {
  /** The platform key. */
  key: Buffer
  own: OwnKey
  nonce: string
  name: string
  tenant_slug?: string | null
  key_id?: string
  /** What is signed in place of the right fields. */
  fields?: readonly Field[]
  domain?: string
}

/** The body of an enrolment by a platform key. */
export function byHmac({
  key,
  own,
  nonce,
  name,
  tenant_slug = null,
  key_id = keyIdOf(key),
  fields,
  domain = 'reeve/enrol/hmac/v1',
}: Hmac) {
  const right = [Buffer.from(nonce, 'hex'), key_id, name, own.publicKey, tenant_slug]
  const said = transcript(domain, fields ?? right)
  const hmac = createHmac('sha256', key).update(said).digest('hex')
  return {
    method: 'hmac',
    proof: { nonce, key_id, hmac, signature: own.sign(said) },
    agent: { name, tenant_slug, public_key: own.publicKey.toString('base64') },
  }
}

/** At the door, as anybody may. */
export const enrolWith = ({ url }: Place, body: object): Promise<Answer> =>
  request(url, '', 'POST', '/api/v1/agent/enrolments', { body, ...stranger })

const stranger = { headers: { authorization: '' } }
