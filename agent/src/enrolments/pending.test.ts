// Waiting to be let in: what is signed, when it is asked, and when the waiting ends.
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto'
import { transcript } from '@reeve/openapi/transcripts'
import { expect, test } from 'vitest'
import type { Answer } from '../http.ts'
import { keptLog, settled, turnedClock } from '../testing.ts'
import { isWaiting, waitForDecision } from './pending.ts'

type Definite = Exclude<Answer, { kind: 'again' }>
interface Ask {
  ticket: string
  nonce: string
  signature: string
}

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const ticket = `ticket_${'0f'.repeat(32)}`
const nonces = ['aa', 'bb', 'cc'].map((byte) => byte.repeat(32))
const waits = (nonce: string): Definite => ({
  kind: 'answer',
  body: { status: 'pending', ticket, nonce, ask_in: 30, token: null },
})
const isIn: Definite = { kind: 'answer', body: { status: 'approved', token: 'jwt' } }

/** A broker that gives these answers in turn. */
function setUp(answers: Definite[], random = 0.5) {
  const clock = turnedClock()
  const log = keptLog()
  const asked: Ask[] = []
  const stop = new AbortController()
  const means = {
    sign: (data: Uint8Array) => sign(null, data, privateKey).toString('base64'),
    collect: (body: object) => {
      asked.push(body as Ask)
      return Promise.resolve(answers.shift()!)
    },
    clock,
    logger: log.logger,
    random: () => random,
  }
  const first = { ticket, nonce: nonces[0]!, ask_in: 30 }
  return { clock, log, asked, stop, decision: waitForDecision(first, means, stop.signal) }
}

test('each question is signed over the ticket and the nonce that was given last', async () => {
  const { clock, asked, decision, log } = setUp([waits(nonces[1]!), isIn])
  await clock.turn(30_000)
  await settled()
  await clock.turn(30_000)
  expect(await decision).toBe(isIn)
  expect(asked.map(({ nonce }) => nonce)).toEqual(nonces.slice(0, 2))
  for (const { nonce, signature } of asked) {
    const digest = createHash('sha256').update(ticket).digest()
    const data = transcript('reeve/enrol/ticket/v1', [digest, Buffer.from(nonce, 'hex')])
    expect(verify(null, data, publicKey, Buffer.from(signature, 'base64'))).toBe(true)
  }
  expect(JSON.stringify(log.lines)).not.toContain(ticket)
})

test.each([
  [0, 24_000],
  [1, 36_000],
])('agents that started together do not ask together: %d', async (random, ms) => {
  const { clock, asked, decision } = setUp([isIn], random)
  await clock.turn(ms - 1)
  await settled()
  expect(asked).toHaveLength(0)
  await clock.turn(1)
  await decision
  expect(asked).toHaveLength(1)
})

test('a no ends the waiting', async () => {
  const no: Definite = { kind: 'no', status: 403, code: 'forbidden', detail: 'denied' }
  const { clock, decision } = setUp([no])
  await clock.turn(30_000)
  expect(await decision).toBe(no)
})

test('an agent that is stopped asks no more', async () => {
  const { stop, decision, asked } = setUp([])
  stop.abort()
  expect(await decision).toMatchObject({ kind: 'no', status: 0 })
  expect(asked).toEqual([])
})

test.each([
  [{ status: 'pending', ticket, nonce: nonces[0], ask_in: 30 }, true],
  [{ status: 'approved', ticket, nonce: nonces[0], ask_in: 30 }, false],
  [{ status: 'pending', ticket, nonce: 'short', ask_in: 30 }, false],
  [{ status: 'pending', ticket, nonce: nonces[0], ask_in: 0 }, false],
  [{ status: 'pending', ticket: null, nonce: nonces[0], ask_in: 30 }, false],
  [null, false],
])('what is an answer to wait on: %#', (body, expected) => {
  expect(isWaiting(body)).toBe(expected)
})
