// The certificate of one run, self-signed and written in DER by hand: Node can sign one but not make one.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface Identity {
  /** What Terraform is told in the handshake. */
  der: Buffer
  /** What TLS wants. */
  certificate: string
  key: string
}

const day = 24 * 60 * 60 * 1000
const oid = {
  ecdsaWithSha256: '2a8648ce3d040302',
  commonName: '550403',
  subjectAltName: '551d11',
}

/** P-256, for `localhost`, which is the name Terraform checks. Half a millisecond. */
export function makeIdentity(now = Date.now()): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(tlv(0x06, hex(oid.ecdsaWithSha256)))
  const name = sequence(
    tlv(0x31, sequence(tlv(0x06, hex(oid.commonName)), tlv(0x0c, Buffer.from('localhost')))),
  )
  const body = sequence(
    tlv(0xa0, tlv(0x02, hex('02'))), // version 3
    tlv(0x02, serial()),
    algorithm,
    name, // issuer
    sequence(utcTime(now - day), utcTime(now + 30 * day)),
    name, // subject
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(localhostOnly())),
  )
  const signature = sign('sha256', body, privateKey)
  const der = sequence(body, algorithm, tlv(0x03, Buffer.concat([hex('00'), signature])))
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { der, certificate: pem(der), key }
}

/** Positive and without a needless leading zero, whatever the random bytes are: DER refuses both. */
function serial(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x3f) | 0x40
  return bytes
}

function localhostOnly(): Buffer {
  const names = sequence(tlv(0x82, Buffer.from('localhost')))
  return sequence(tlv(0x06, hex(oid.subjectAltName)), tlv(0x04, names))
}

/** Two digits of the year, which DER wants until 2049. */
function utcTime(time: number): Buffer {
  const digits = new Date(time).toISOString().replaceAll(/\D/g, '')
  return tlv(0x17, Buffer.from(`${digits.slice(2, 14)}Z`))
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts))
}

function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), value])
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex')
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}
