// The certificate made by hand, read by OpenSSL – many times, because random bytes have rare shapes.
import { X509Certificate } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import { expect, test } from 'vitest'
import { makeIdentity } from './certificate.ts'

test('3,000 certificates are all good', () => {
  const serials = new Set<string>()
  for (let made = 0; made < 3_000; made++) {
    const { der, certificate, key } = makeIdentity()
    const read = new X509Certificate(certificate)
    if (!read.raw.equals(der)) throw new Error(`other bytes: ${certificate}`)
    if (!read.verify(read.publicKey)) throw new Error(`bad signature: ${certificate}`)
    if (made % 50 === 0) createSecureContext({ cert: certificate, key })
    serials.add(read.serialNumber)
  }
  expect(serials.size).toBe(3_000)
})

test('it is for localhost, from yesterday for thirty days', () => {
  const now = Date.UTC(2026, 10, 23, 1, 2, 3)
  const read = new X509Certificate(makeIdentity(now).certificate)
  expect(read.checkHost('localhost')).toBe('localhost')
  expect(read.checkHost('example.com')).toBeUndefined()
  expect(Date.parse(read.validFrom)).toBe(Date.UTC(2026, 10, 22, 1, 2, 3))
  expect(Date.parse(read.validTo)).toBe(Date.UTC(2026, 11, 23, 1, 2, 3))
})
