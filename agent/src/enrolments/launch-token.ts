// Enrolment with a launch token, for one piece of work: signs, with the agent's own key, all that it asks for.
import { transcript } from '@reeve/openapi/transcripts'
import type { Method } from './method.ts'

export const launchToken: Method = {
  method: 'launch_token',
  once: true,
  async proof({ config, key, challenge }) {
    const { token, orch_id, task_id, scope, audience } = config.launch!
    const nonce = await challenge()
    const said = transcript('reeve/enrol/launch/v1', [
      Buffer.from(nonce, 'hex'),
      idOf(token),
      orch_id,
      task_id,
      scope,
      audience,
      key.publicKey,
    ])
    return { token, nonce, orch_id, task_id, scope, audience, signature: key.sign(said) }
  },
}

/** The public part of the token: its id, a UUID without its dashes. */
const idOf = (token: string): string =>
  token.slice(7, 39).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
