// Proofs that an agent makes anew: over a challenge, with a ticket, with its own key after a credential is used up.
import { createHash } from 'node:crypto'
import { transcript } from '@reeve/openapi/transcripts'
import { describe, expect, test } from 'vitest'
import { answering, approved, holds, publicKey } from './credential-testing.ts'
import { RefusedError } from './errors.ts'

const nonce = '0af3'.repeat(16)
const challenge = { status: 201, body: { nonce, expires_in: 30 } }
const lastOf = (path: string) => path.split('/').at(-1)

test('a proof that signs a challenge asks for a new one at each attempt', async () => {
  const { credential, asked, clock, signal } = answering(
    [challenge, { status: 503 }, challenge, { status: 201, body: approved }],
    { SHARED_AGENT_PLATFORM_KEY: 'AB'.repeat(32) },
  )
  const enrolling = credential.enrol(signal)
  await clock.turn(1_000)
  await enrolling
  const paths = ['challenges', 'enrolments', 'challenges', 'enrolments']
  expect(asked.map(({ path }) => lastOf(path))).toEqual(paths)
})

test('a challenge that is refused is final', async () => {
  const { credential, signal } = answering([{ status: 404, body: '' }], {
    SHARED_AGENT_PLATFORM_KEY: 'ab'.repeat(32),
  })
  await expect(credential.enrol(signal)).rejects.toThrow(/HTTP 404.*BACKEND_URL/)
})

test('one that waits is let in, signing each question with its own key', async () => {
  const ticket = 'ticket_1'
  const waiting = { status: 'pending', agent: 'a-1', ticket, nonce, ask_in: 30 }
  const { credential, asked, clock, signal, id } = answering([
    { status: 201, body: waiting },
    { status: 200, body: { ...waiting, nonce: 'ff'.repeat(32) } },
    { status: 200, body: approved },
  ])
  const enrolling = credential.enrol(signal)
  await clock.turn(80_000)
  await enrolling
  expect(credential.current()?.token).toBe('jwt-1')
  expect(id()).toBe('a-1')
  expect(asked.map(({ path }) => lastOf(path))).toEqual(['enrolments', 'collect', 'collect'])
  expect(asked[2]?.body).toMatchObject({ ticket, nonce: 'ff'.repeat(32) })
})

test('one whose ticket is spent enrols again; one that is turned away stops', async () => {
  const waiting = { status: 'pending', agent: 'a-1', ticket: 't', nonce, ask_in: 1 }
  const { credential, asked, clock, signal } = answering([
    { status: 201, body: waiting },
    { status: 401, body: { code: 'token-spent' } },
    { status: 201, body: waiting },
    { status: 403, body: { code: 'forbidden' } },
  ])
  const enrolling = credential.enrol(signal)
  enrolling.catch(() => {})
  await clock.turn(5_000)
  await expect(enrolling).rejects.toThrow(RefusedError)
  const paths = ['enrolments', 'collect', 'enrolments', 'collect']
  expect(asked.map(({ path }) => lastOf(path))).toEqual(paths)
})

describe('an agent whose credential can be used once', () => {
  const env = { AGENT_BOOTSTRAP_TOKEN: 'abc123.0123456789abcdef' }
  const isIn = { status: 201, body: approved }
  const session = { status: 201, body: { token: 'jwt-2', expires_in: 300 } }

  test('enrols with it at first, and then goes on by its own key', async () => {
    const { credential, asked, signal } = answering([challenge, isIn, challenge, session], env)
    await credential.enrol(signal)
    expect(asked[1]?.body).toMatchObject({
      method: 'bootstrap_token',
      proof: { token: env.AGENT_BOOTSTRAP_TOKEN },
    })
    await credential.enrol(signal)
    expect(asked.map(({ path }) => lastOf(path))).toEqual([
      'challenges',
      'enrolments',
      'challenges',
      'resumptions',
    ])
    const { agent, signature } = asked[3]!.body as { agent: string; signature: string }
    const said = [Buffer.from(nonce, 'hex'), agent, publicKey]
    expect(agent).toBe('a-1')
    expect(holds(transcript('reeve/session/resume/v1', said), signature)).toBe(true)
    expect(credential.current()?.token).toBe('jwt-2')
  })

  test('enrols when it may not go on', async () => {
    const refused = { status: 401, body: { code: 'token-spent' } }
    const { credential, asked, signal, log } = answering(
      [challenge, isIn, challenge, refused, challenge, isIn],
      env,
    )
    await credential.enrol(signal)
    await credential.enrol(signal)
    expect(lastOf(asked[5]!.path)).toBe('enrolments')
    expect(log.text()).toContain('not resumed')
  })

  test('stops in the middle of it when it is told to', async () => {
    const { credential, clock, signal, stop } = answering(
      [challenge, isIn, new TypeError('down')],
      env,
    )
    await credential.enrol(signal)
    const enrolling = credential.enrol(signal)
    await clock.turn(10_000)
    stop.abort()
    await enrolling
    expect(credential.current()?.token).toBe('jwt-1')
  })
})

test('a launch token is shown with a signature over all that is asked for', async () => {
  const id = '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11'
  const token = `launch_${id.replaceAll('-', '')}_${'0af3'.repeat(16)}`
  const work = { AGENT_ORCH_ID: 'orch-1', AGENT_TASK_ID: 'task-1', AGENT_SCOPE: 'read:data:*,write:data:a' } // prettier-ignore
  const { credential, asked, signal } = answering([challenge, { status: 201, body: approved }], {
    AGENT_LAUNCH_TOKEN: token,
    ...work,
  })
  await credential.enrol(signal)
  const { proof } = asked[1]!.body as { proof: { signature: string } }
  const scope = ['read:data:*', 'write:data:a']
  expect(proof).toMatchObject({ token, nonce, orch_id: 'orch-1', task_id: 'task-1', scope })
  const fields = [Buffer.from(nonce, 'hex'), id, 'orch-1', 'task-1', scope, [], publicKey]
  expect(holds(transcript('reeve/enrol/launch/v1', fields), proof.signature)).toBe(true)
})

test('an enrolment key is shown with a signature by the agent’s own key', async () => {
  const token = `enrol_${'0af3'.repeat(16)}`
  const { credential, asked, signal } = answering([challenge, { status: 201, body: approved }], {
    AGENT_API_KEY: token,
  })
  await credential.enrol(signal)
  const { method, proof } = asked[1]!.body as { method: string; proof: { signature: string } }
  expect({ method, proof }).toMatchObject({ method: 'api_key', proof: { token, nonce } })
  const hash = createHash('sha256').update(token).digest()
  const fields = [Buffer.from(nonce, 'hex'), hash, 'rack-7', publicKey]
  expect(holds(transcript('reeve/enrol/api_key/v1', fields), proof.signature)).toBe(true)
})
