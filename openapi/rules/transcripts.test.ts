// What agents sign and the broker verifies, against vectors that were computed apart from this code.
import { createHash, createHmac, createPrivateKey, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { transcript } from './transcripts.ts'

/** Bytes 00 01 … 1f, as the seed of a key pair and as a key of an HMAC. */
const seed = Buffer.from(Array.from({ length: 32 }, (_, at) => at))
const nonce = Buffer.from(Array.from({ length: 32 }, (_, at) => 0xa0 + at))
const publicKey = Buffer.from('A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=', 'base64')
const privateKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
  format: 'der',
  type: 'pkcs8',
})
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const signed = (bytes: Uint8Array) => sign(null, bytes, privateKey).toString('base64')

test('an enrolment by a platform key', () => {
  const keyId = createHash('sha256').update('reeve platform key id').update(seed).digest('hex')
  expect(keyId.slice(0, 16)).toBe('306aea7bc92b5a04')
  const bytes = transcript('reeve/enrol/hmac/v1', [
    nonce,
    keyId.slice(0, 16),
    'agent-shared-0',
    publicKey,
    null,
  ])
  expect(bytes).toHaveLength(137)
  expect(hash(bytes)).toBe('fdd2e80231b1d2a19e32bbf267013d3f75ed6b72c8cada3c8b675cc7672b9e7d')
  expect(createHmac('sha256', seed).update(bytes).digest('hex')).toBe(
    '713dede95622a79f6733b35d9be4e9c96892975f908d1f1c46d0ec7d40f8ed42',
  )
  expect(signed(bytes)).toBe(
    '3p++lanCv+f9WjNCfSUvOOBqZLGPi7QYiX6hbfDyY5mwx44Mou2+vKScK3uui6kX5D0FAoqMrEjRrTWl4s1gDg==',
  )
})

test('an enrolment by a launch token', () => {
  const bytes = transcript('reeve/enrol/launch/v1', [
    nonce,
    '0193b4a0-7d2e-7a3c-9a55-0f2f6f9f1c11',
    'orch-1',
    'task-1',
    ['read:data:*', 'write:data:a'],
    ['reeve-agent'],
    publicKey,
  ])
  expect(bytes).toHaveLength(211)
  expect(hash(bytes)).toBe('416bbdad9ef2f9c91b8f3e6d08b6491b4b9257fa72a57a4b7c5605422b4e8447')
  expect(signed(bytes)).toBe(
    'IMbgZjkc8Z2OUMEVan0+6wYNKPXW+85fkufEouR+hjQilXABsihvoBcOooM6E+yBYSJeJqS/bGRGGWuVKuBTDg==',
  )
})

/** Of one shape: what stands at a place of a domain is always text or null, or always a list. */
const shapes = {
  texts: [[], [''], [null], ['', ''], ['', null], ['a', 'b'], ['ab'], ['ab', ''], ['', 'ab']],
  lists: [[[]], [['']], [['', '']], [['a', 'b']], [['ab']], [['a'], ['b']], [[], ['a', 'b']]],
}

test.each(Object.entries(shapes))(
  'no two fields of one shape have the same bytes: %s',
  (_, all) => {
    const seen = all.map((fields) => hash(transcript('d', fields)))
    expect(new Set(seen).size).toBe(all.length)
  },
)

test('a domain is not what follows it', () => {
  expect(hash(transcript('d', ['e']))).not.toBe(hash(transcript('de', [])))
})

test('text that has no bytes of its own is refused', () => {
  expect(() => transcript('d', ['\ud800'])).toThrow('well-formed')
  expect(transcript('d', ['😀'])).toHaveLength(4 + 1 + 4 + 4)
})
