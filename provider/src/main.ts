// The program that Terraform starts: shake hands, answer calls, leave when told to. With --debug it waits for Terraform.
import { rmSync, writeSync } from 'node:fs'
import type { Http2Server } from 'node:http2'
import { dirname } from 'node:path'
import { addresses } from './address.ts'
import { createProvider } from './engine/provider.ts'
import type { Model } from './engine/model.ts'
import { functions } from './functions.ts'
import { secretSink } from './kubernetes/secret.ts'
import { makeIdentity } from './wire/certificate.ts'
import {
  handshakeLine,
  newSocketPath,
  readHandshake,
  reattachment,
  Refusal,
} from './wire/handshake.ts'
import { createLog } from './wire/log.ts'
import { lifetime } from './wire/lifetime.ts'
import { routes } from './wire/routes.ts'
import { serveOpen, serveTls } from './wire/server.ts'

const places = { kubernetes_secret: secretSink }

// Both are put in by install/bundle.ts: the resources, derived from the contract, as JSON, and the version.
declare const REEVE_MODEL: string
declare const REEVE_VERSION: string

const { env } = process

function serve(): void {
  const { clientCertificate, socket } = readHandshake(env)
  const identity = makeIdentity()
  const life: { shutdown?: () => void } = {}
  const server = serveTls(
    identity,
    clientCertificate,
    newRoute(() => life.shutdown?.()),
  )
  life.shutdown = lifetime(server, () => leave(socket)).shutdown
  listen(server, socket, handshakeLine(socket, identity.der))
}

/** Its calls answer the debugger of whoever started it, for one command after the other, until it is ended. */
function debug(): void {
  const socket = newSocketPath()
  const server = serveOpen(() => newRoute(() => {}))
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => leave(socket))
  const reattach = reattachment(addresses, socket, process.pid)
  listen(server, socket, `TF_REATTACH_PROVIDERS='${reattach}'\n`)
}

function newRoute(shutdown: () => void) {
  const log = createLog(env, (line) => process.stderr.write(line))
  const model = JSON.parse(REEVE_MODEL) as Model
  const provider = createProvider({
    model,
    functions,
    version: REEVE_VERSION,
    env,
    log,
    places,
    clock: () => new Date(),
  })
  return routes(provider, shutdown)
}

function listen(server: Http2Server, socket: string, line: string): void {
  server.listen(socket, () => writeSync(1, line))
}

function leave(socket: string): never {
  rmSync(dirname(socket), { recursive: true, force: true })
  process.exit(0)
}

try {
  if (process.argv.includes('--debug')) debug()
  else serve()
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
