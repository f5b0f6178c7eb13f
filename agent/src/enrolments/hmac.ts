// Enrolment with a platform key: shows that the agent holds it, and its own key, without sending either.
import { createHash, createHmac } from 'node:crypto'
import { transcript } from '@reeve/openapi/transcripts'
import type { Method } from './method.ts'

export const hmac: Method = {
  method: 'hmac',
  async proof({ config, key, challenge }) {
    const secret = Buffer.from(config.platform_key ?? '', 'hex')
    const { name, tenant_slug } = config
    const key_id = keyIdOf(secret)
    const nonce = await challenge()
    const said = transcript('reeve/enrol/hmac/v1', [
      Buffer.from(nonce, 'hex'),
      key_id,
      name,
      key.publicKey,
      tenant_slug,
    ])
    const mac = createHmac('sha256', secret).update(said).digest('hex')
    return { nonce, key_id, hmac: mac, signature: key.sign(said) }
  },
}

/** By what the broker finds the key; tells nothing of it. */
export const keyIdOf = (key: Buffer): string =>
  createHash('sha256').update('reeve platform key id').update(key).digest('hex').slice(0, 16)
