// A chain of delegations holds as it was made, and in no other order, length or wording.
import { generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { chainHash, chainHolds, signStep } from './chain.ts'
import type { ChainRecord } from './claims.ts'

async function made() {
  const pair = await generateKeyPair('EdDSA')
  const keys = {
    signing: () => ({ kid: 'k', key: pair.privateKey }),
    verifying: async (kid: string) => (kid === 'k' ? pair.publicKey : undefined),
  }
  const scopes = [['read:data:*', 'write:data:a'], ['read:data:*'], ['read:data:x']]
  const subjects = ['spiffe://a/1', 'spiffe://a/2', 'spiffe://a/3', 'spiffe://a/4']
  const chain: ChainRecord[] = []
  for (const [at, scope] of scopes.entries()) {
    const from = {
      sub: subjects[at]!,
      agent: `id-${at}`,
      sid: `sid-${at}`,
      scope,
      jti: `jti-${at}`,
    }
    chain.push(await signStep(keys, from, subjects[at + 1]!, 1_767_225_600_000 + at))
  }
  const token = { sub: subjects[3]!, scope: ['read:data:x'], chain, chain_hash: chainHash(chain) }
  return { keys, token }
}

test('as it was made it holds, and without one there is nothing to hold', async () => {
  const { keys, token } = await made()
  expect(await chainHolds(keys, token)).toBe(true)
  expect(await chainHolds(keys, { sub: 'x', scope: [] })).toBe(true)
  expect(await chainHolds(keys, { sub: 'x', scope: [], chain_hash: 'x' })).toBe(false)
})

type Token = Awaited<ReturnType<typeof made>>['token']
const changed = (chain: ChainRecord[], index: number, change: Partial<ChainRecord>) =>
  chain.map((step, at) => (at === index ? { ...step, ...change } : step))

const attacks: Record<string, (token: Token) => Partial<Token>> = {
  'a step in the middle with more scope': ({ chain }) => ({
    chain: changed(chain, 1, { scope: ['read:data:*', 'write:data:a'] }),
  }),
  'a step in the middle by another': ({ chain }) => ({ chain: changed(chain, 1, { agent: 'x' }) }),
  'a step of another session': ({ chain }) => ({ chain: changed(chain, 0, { sid: 'x' }) }),
  'a step of another agent’s id': ({ chain }) => ({ chain: changed(chain, 0, { id: 'x' }) }),
  'a step at another time': ({ chain }) => ({
    chain: changed(chain, 2, { delegated_at: '2026-01-01T00:00:00.999Z' }),
  }),
  'a step by a key that nobody knows': ({ chain }) => ({ chain: changed(chain, 2, { kid: 'x' }) }),
  'two steps swapped': ({ chain: [a, b, c] }) => ({ chain: [b!, a!, c!] }),
  'the middle left out': ({ chain: [a, , c] }) => ({ chain: [a!, c!] }),
  'the beginning left out': ({ chain }) => ({ chain: chain.slice(1) }),
  'the end left out': ({ chain }) => ({ chain: chain.slice(0, -1) }),
  'a step twice': ({ chain: [a, b, c] }) => ({ chain: [a!, b!, c!, c!] }),
  'for another': () => ({ sub: 'spiffe://a/5' }),
  'more scope than the last step had': () => ({ scope: ['read:data:*'] }),
}

test.each(Object.entries(attacks))('%s: it does not hold', async (how, attack) => {
  const { keys, token } = await made()
  const forged = { ...token, ...attack(token) }
  // Whoever forges the steps would make their hash anew.
  const hashed = { ...forged, chain_hash: chainHash(forged.chain) }
  // Without its beginning a chain is that of a shorter one, whole: only the token's own signature tells.
  expect(await chainHolds(keys, hashed)).toBe(how === 'the beginning left out')
  if (forged.chain !== token.chain) expect(await chainHolds(keys, forged)).toBe(false)
})

test('six steps are too many', async () => {
  const { keys, token } = await made()
  const chain = [...token.chain, ...token.chain]
  expect(await chainHolds(keys, { ...token, chain, chain_hash: chainHash(chain) })).toBe(false)
})
