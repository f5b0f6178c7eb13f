// Agents that come with launch tokens and bootstrap tokens, as one written in any language would sign them.
import { createHash } from 'node:crypto'
import { transcript } from '@reeve/openapi'
import type { Answer } from './broker.ts'
import { challengeOf, enrolWith, newOwnKey, type OwnKey } from './proofs.ts'

interface Place {
  url: string
}

export interface Launch {
  token: string
  orch_id?: string
  task_id?: string
  scope?: string[]
  audience?: string[]
  ttl_seconds?: number
  key?: OwnKey
  nonce?: string
}

const idOf = (token: string): string =>
  token.slice(7, 39).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

let count = 0

/** The body of an enrolment; `signed` says what the agent signs in place of what it sends. */
export async function launchBody(
  place: Place,
  { key = newOwnKey(), ...launch }: Launch,
  signed: Partial<Launch & { id: string; domain: string }> = {},
) {
  const nonce = launch.nonce ?? (await challengeOf(place))
  const { scope = ['read:data:customers'] } = launch
  const proof = { orch_id: 'orch-1', task_id: 'task-1', audience: [], ...launch, scope, nonce }
  const said = { ...proof, id: idOf(launch.token), ...signed }
  const signature = key.sign(
    transcript(signed.domain ?? 'reeve/enrol/launch/v1', [
      ...[Buffer.from(said.nonce, 'hex'), said.id, said.orch_id, said.task_id, said.scope],
      ...[said.audience, (signed.key ?? key).publicKey],
    ]),
  )
  const public_key = key.publicKey.toString('base64')
  const agent = { name: `launched-${++count}`, public_key }
  return { method: 'launch_token', proof: { ...proof, signature }, agent }
}

/** The body of an enrolment by bootstrap token; with a key it signs. */
export async function bootstrapBody(place: Place, token: string, agent: object, key?: OwnKey) {
  const its = { name: `booted-${++count}`, ...agent }
  const method = 'bootstrap_token'
  if (!key) return { method, proof: { token, nonce: null, signature: null }, agent: its }
  const nonce = await challengeOf(place)
  const hash = createHash('sha256').update(token).digest()
  const signature = key.sign(
    transcript('reeve/enrol/bootstrap/v1', [
      ...[Buffer.from(nonce, 'hex'), hash, its.name, key.publicKey],
    ]),
  )
  const public_key = key.publicKey.toString('base64')
  return { method, proof: { token, nonce, signature }, agent: { ...its, public_key } }
}

/** As many as there are bodies, all at the same moment, at one place after the other in turn; answers in order. */
export const rush = (places: Place[], bodies: object[]): Promise<Answer[]> =>
  Promise.all(bodies.map((body, index) => enrolWith(places[index % places.length]!, body)))

export const countOf = (answers: Answer[], status: number): number =>
  answers.filter((answer) => answer.status === status).length
