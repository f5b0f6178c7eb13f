// What the broker's TLS speaks, the same for HTTP and for the agents' stream.
import { constants } from 'node:crypto'
import type https from 'node:https'
import type { SecureContextOptions, TlsOptions } from 'node:tls'
import grpc from '@grpc/grpc-js'
import type { Material } from './files.ts'
import { remember } from './peer.ts'
import type { Tls } from './reload.ts'

/** For TLS 1.2; what TLS 1.3 has is all of this kind. Each hides past talk from a key that is stolen later. */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

/** No tickets: a resumed session would bring back a client certificate that was checked against an older authority. */
const { SSL_OP_NO_TICKET, SSL_OP_NO_RENEGOTIATION } = constants

function contextOf({ cert, key, ca }: Material): SecureContextOptions {
  return {
    cert,
    key,
    ...(ca && { ca }),
    minVersion: 'TLSv1.2',
    ciphers,
    secureOptions: SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION,
  }
}

/** With an authority and the mode `tls` a client certificate is welcome and not demanded. */
function connectionOf({ mode, current }: Tls): TlsOptions {
  return {
    requestCert: current().ca !== undefined,
    rejectUnauthorized: mode === 'mtls',
    handshakeTimeout: 10_000,
  }
}

/** For `https.createServer`. */
export const optionsOf = (tls: Tls): TlsOptions => ({
  ...contextOf(tls.current()),
  ...connectionOf(tls),
})

/** New connections get the new files; those that stand keep what they have. */
export function keepFresh(server: https.Server, tls: Tls): void {
  tls.onChange((material) => {
    server.setSecureContext(contextOf(material))
    server.closeIdleConnections() // the next request is to show its certificate to the new authorities
  })
  remember(server, tls)
}

/** The same for gRPC, which makes its servers itself and listens to its credentials for new files. */
export function grpcCredentials(tls: Tls | undefined): grpc.ServerCredentials {
  return tls === undefined ? grpc.ServerCredentials.createInsecure() : new Followed(tls)
}

class Followed extends grpc.ServerCredentials {
  constructor(tls: Tls) {
    super({ ...connectionOf(tls), ciphers, minVersion: 'TLSv1.2' }, contextOf(tls.current()))
    tls.onChange((material) => this.updateSecureContextOptions(contextOf(material)))
  }

  override _equals(other: grpc.ServerCredentials): boolean {
    return this === other
  }
}
