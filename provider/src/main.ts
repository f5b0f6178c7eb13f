// The program that Terraform starts: shake hands, answer calls, leave when told to.
import { rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { createProvider } from './engine/provider.ts'
import type { Model } from './engine/model.ts'
import { makeIdentity } from './wire/certificate.ts'
import { handshakeLine, readHandshake, Refusal } from './wire/handshake.ts'
import { createLog } from './wire/log.ts'
import { lifetime } from './wire/lifetime.ts'
import { routes } from './wire/routes.ts'
import { serveTls } from './wire/server.ts'

// Both are put in by install/bundle.ts: the resources, derived from the contract, as JSON, and the version.
declare const REEVE_MODEL: string
declare const REEVE_VERSION: string

function main(): void {
  const { env } = process
  const { clientCertificate, socket } = readHandshake(env)
  const log = createLog(env, (line) => process.stderr.write(line))
  const identity = makeIdentity()
  const model = JSON.parse(REEVE_MODEL) as Model
  const provider = createProvider({ model, version: REEVE_VERSION, env, log })
  const life: { shutdown?: () => void } = {}
  const server = serveTls(
    identity,
    clientCertificate,
    routes(provider, () => life.shutdown?.()),
  )
  life.shutdown = lifetime(server, () => leave(socket)).shutdown
  server.listen(socket, () => writeSync(1, handshakeLine(socket, identity.der)))
}

function leave(socket: string): never {
  rmSync(dirname(socket), { recursive: true, force: true })
  process.exit(0)
}

try {
  main()
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
