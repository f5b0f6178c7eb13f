// What the other end of a connection proved by a certificate, and whether that still counts.
import type { X509Certificate } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { problem } from '../problem.ts'
import type { Tls } from './reload.ts'

export interface Peer {
  certificate: X509Certificate | undefined
  /** One of the authorities vouches for it. */
  authorized: boolean
}

/** Of each connection, whether the authorities are those that it was checked against. */
const current = new WeakMap<object, () => boolean>()

export function remember(server: EventEmitter, tls: Tls): void {
  server.on('secureConnection', (socket: TLSSocket) => {
    const { ca_digest } = tls.current()
    current.set(socket, () => tls.current().ca_digest === ca_digest)
  })
}

/** The authorities changed since: it is to end with the answer that is under way. */
export const isStale = (socket: Socket): boolean => current.get(socket)?.() === false

/** Throws `unavailable` when the authorities changed since: a new connection is checked against those of now. */
export function peerOf(socket: Socket): Peer {
  if (!(socket instanceof TLSSocket)) return { certificate: undefined, authorized: false }
  if (isStale(socket))
    throw problem('unavailable', 'The authorities changed meanwhile. Connect anew.', {
      retryAfter: 1,
    })
  return { certificate: socket.getPeerX509Certificate(), authorized: socket.authorized }
}
