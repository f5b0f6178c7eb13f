// Enrolment with an enrolment key. The agent signs with its own key too: one that a person let in before is known by it.
import { createHash } from 'node:crypto'
import { transcript } from '@reeve/openapi/transcripts'
import type { Method } from './method.ts'

export const apiKey: Method = {
  method: 'api_key',
  async proof({ config, key, challenge }) {
    const token = config.api_key!
    const nonce = await challenge()
    const said = transcript('reeve/enrol/api_key/v1', [
      Buffer.from(nonce, 'hex'),
      createHash('sha256').update(token).digest(),
      config.name,
      key.publicKey,
    ])
    return { token, nonce, signature: key.sign(said) }
  },
}
