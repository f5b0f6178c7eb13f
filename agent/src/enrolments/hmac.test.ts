// The bytes of the method hmac, against values worked out elsewhere.
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { hmac, keyIdOf } from './hmac.ts'

const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
const head = Buffer.from('302e020100300506032b657004220420', 'hex')
const privateKey = createPrivateKey({
  key: Buffer.concat([head, bytes]),
  format: 'der',
  type: 'pkcs8',
})
const publicKey = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x!, 'base64url')
const nonce = 'a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf'

test('what is sent for a known key, challenge and name', async () => {
  const config = readConfig({
    SHARED_AGENT_PLATFORM_KEY: bytes.toString('hex'),
    AGENT_NAME: 'agent-shared-0',
  })
  const key = {
    publicKey,
    sign: (data: Uint8Array) => sign(null, data, privateKey).toString('base64'),
  }
  expect(await hmac.proof({ config, key, challenge: () => Promise.resolve(nonce) })).toEqual({
    nonce,
    key_id: '306aea7bc92b5a04',
    hmac: '713dede95622a79f6733b35d9be4e9c96892975f908d1f1c46d0ec7d40f8ed42',
    signature:
      '3p++lanCv+f9WjNCfSUvOOBqZLGPi7QYiX6hbfDyY5mwx44Mou2+vKScK3uui6kX5D0FAoqMrEjRrTWl4s1gDg==',
  })
})

test('the id of a key is of its bytes, not of how they are written', () => {
  expect(keyIdOf(bytes)).toBe('306aea7bc92b5a04')
  expect(keyIdOf(Buffer.from(bytes.toString('hex')))).not.toBe('306aea7bc92b5a04')
})
