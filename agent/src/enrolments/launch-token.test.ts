// The bytes of the method launch_token, against a signature worked out elsewhere.
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { readConfig } from '../config.ts'
import { launchToken } from './launch-token.ts'

const bytes = Buffer.from(Array.from({ length: 32 }, (_, index) => index))
const head = Buffer.from('302e020100300506032b657004220420', 'hex')
const privateKey = createPrivateKey({
  key: Buffer.concat([head, bytes]),
  format: 'der',
  type: 'pkcs8',
})
const publicKey = Buffer.from(createPublicKey(privateKey).export({ format: 'jwk' }).x!, 'base64url')
const nonce = 'a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf'

test('what is sent for a known key, challenge, token and task', async () => {
  const token = `launch_0193b4a07d2e7a3c9a550f2f6f9f1c11_${'0'.repeat(64)}`
  const config = readConfig({
    AGENT_LAUNCH_TOKEN: token,
    AGENT_ORCH_ID: 'orch-1',
    AGENT_TASK_ID: 'task-1',
    AGENT_SCOPE: 'read:data:*,write:data:a',
    AGENT_AUDIENCE: 'reeve-agent',
  })
  const key = {
    publicKey,
    sign: (data: Uint8Array) => sign(null, data, privateKey).toString('base64'),
  }
  expect(await launchToken.proof({ config, key, challenge: () => Promise.resolve(nonce) })).toEqual(
    {
      ...{ token, nonce, orch_id: 'orch-1', task_id: 'task-1' },
      ...{ scope: ['read:data:*', 'write:data:a'], audience: ['reeve-agent'] },
      signature:
        'IMbgZjkc8Z2OUMEVan0+6wYNKPXW+85fkufEouR+hjQilXABsihvoBcOooM6E+yBYSJeJqS/bGRGGWuVKuBTDg==',
    },
  )
})
