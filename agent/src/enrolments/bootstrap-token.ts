// Enrolment with a bootstrap token, which may be used up by it. The agent signs with its own key, so that asking again
// for an answer that was lost costs no use.
import { createHash } from 'node:crypto'
import { transcript } from '@reeve/openapi/transcripts'
import type { Method } from './method.ts'

export const bootstrapToken: Method = {
  method: 'bootstrap_token',
  once: true,
  async proof({ config, key, challenge }) {
    const token = config.bootstrap_token!
    const nonce = await challenge()
    const said = transcript('reeve/enrol/bootstrap/v1', [
      Buffer.from(nonce, 'hex'),
      createHash('sha256').update(token).digest(),
      config.name,
      key.publicKey,
    ])
    return { token, nonce, signature: key.sign(said) }
  },
}
