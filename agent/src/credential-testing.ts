// A broker as the tests of credentials play it: it gives its answers in turn, and everything asked of it is kept.
import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import { readConfig } from './config.ts'
import { createCredential, type Credential } from './credential.ts'
import { keptLog, type TurnedClock, turnedClock } from './testing.ts'

export const AGENT_TOKEN = `agent_${'0af3'.repeat(16)}`
export const approved = {
  status: 'approved',
  agent: 'a-1',
  tenant: 'acme',
  pool: null,
  token: 'jwt-1',
  expires_in: 300,
}

const pair = generateKeyPairSync('ed25519')
export const publicKey = Buffer.from(pair.publicKey.export({ format: 'jwk' }).x!, 'base64url')
const key = {
  publicKey,
  sign: (data: Uint8Array) => sign(null, data, pair.privateKey).toString('base64'),
}
export const holds = (said: Uint8Array, signature: string) =>
  verify(null, said, createPublicKey(pair.privateKey), Buffer.from(signature, 'base64'))

type Reply = { status: number; body?: unknown; headers?: Record<string, string> } | Error

interface Asked {
  path: string
  headers: Record<string, string>
  body: unknown
}

interface Answering {
  clock: TurnedClock
  asked: Asked[]
  credential: Credential
  log: ReturnType<typeof keptLog>
  stop: AbortController
  signal: AbortSignal
  /** The id that was kept. */
  id: () => string | null
}

/** A broker that gives these answers in turn, then for ever the last. */
export function answering(
  replies: Reply[],
  env: Record<string, string> = { AGENT_TOKEN },
): Answering {
  const clock = turnedClock()
  const log = keptLog()
  const asked: Asked[] = []
  const fetch = ((url: string, init: RequestInit) => {
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null
    asked.push({
      path: new URL(url).pathname,
      headers: init.headers as Record<string, string>,
      body,
    })
    const reply = (replies.length > 1 ? replies.shift() : replies[0]) as Reply
    if (reply instanceof Error) return Promise.reject(reply)
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
    return Promise.resolve(
      new Response(text, { status: reply.status, headers: reply.headers ?? {} }),
    )
  }) as unknown as typeof globalThis.fetch
  let id: string | null = null
  const keep = (given: string) => Promise.resolve(void (id = given))
  const identity = { path: '/id', id: () => id, keep }
  const config = readConfig({
    ...env,
    AGENT_NAME: 'rack-7',
    VERSION: '1.0.0',
    AGENT_REGION: 'eu-1',
    AGENT_TOOLS: 'nmap, trivy,nmap',
  })
  const credential = createCredential({ config, identity, key, clock, logger: log.logger, fetch })
  const stop = new AbortController()
  return { clock, asked, credential, log, stop, signal: stop.signal, id: () => id }
}
