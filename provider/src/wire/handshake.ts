// What Terraform and a plugin agree on before the first call: environment in, one line out.
import { X509Certificate } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const magicCookie = 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2'
export const protocolVersion = 6

export interface Host {
  /** The only certificate that may connect. */
  clientCertificate: Buffer
  /** A Unix socket in a folder that only this user can open. */
  socket: string
}

export class Refusal extends Error {}

export function readHandshake(env: NodeJS.ProcessEnv): Host {
  if (env['TF_PLUGIN_MAGIC_COOKIE'] !== magicCookie) {
    throw new Refusal(
      'This is the Reeve provider. Terraform and OpenTofu start it; it does nothing by itself.\n' +
        'With --debug it waits for them and says how they find it.',
    )
  }
  const versions = (env['PLUGIN_PROTOCOL_VERSIONS'] ?? '').split(',')
  if (!versions.includes(String(protocolVersion))) {
    throw new Refusal(
      'The Reeve provider speaks plugin protocol 6: use Terraform 1.0 or later, or OpenTofu.',
    )
  }
  const certificate = env['PLUGIN_CLIENT_CERT']
  if (!certificate) {
    throw new Refusal('The Reeve provider was started without PLUGIN_CLIENT_CERT.')
  }
  return {
    clientCertificate: new X509Certificate(certificate).raw,
    socket: newSocketPath(env['PLUGIN_UNIX_SOCKET_DIR']),
  }
}

export function newSocketPath(parent = tmpdir()): string {
  return join(mkdtempSync(join(parent, 'reeve-')), 'plugin.sock')
}

/** Base64 without padding: with `=` Terraform refuses the line. */
export function handshakeLine(socket: string, certificate: Buffer): string {
  const der = certificate.toString('base64').replaceAll('=', '')
  return `1|${protocolVersion}|unix|${socket}|grpc|${der}\n`
}

/** What TF_REATTACH_PROVIDERS must be, so that a provider that runs already is used. */
export function reattachment(addresses: string[], socket: string, pid: number): string {
  const here = {
    Protocol: 'grpc',
    ProtocolVersion: protocolVersion,
    Pid: pid,
    Test: true, // it is not ended after a command
    Addr: { Network: 'unix', String: socket },
  }
  return JSON.stringify(Object.fromEntries(addresses.map((address) => [address, here])))
}
