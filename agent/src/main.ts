#!/usr/bin/env node
// The agent as a process: environment in, signals, exit code out.
import { createAgent } from './agent.ts'
import { readConfig } from './config.ts'
import { exitCodeOf } from './errors.ts'
import { createLogger, standardOutput, type Logger } from './logger.ts'
import { variables } from './variables.ts'

const stop = new AbortController()
let logger: Logger | undefined

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(1) // asked twice: at once
    stop.abort()
  })
}

try {
  const config = readConfig(process.env)
  for (const [name, { type }] of Object.entries(variables))
    if (type === 'secret') delete process.env[name] // no child and no dump of the environment needs it
  const output = standardOutput()
  process.on('exit', output.flush) // no end of this process, however it comes about in JavaScript, loses a line
  logger = createLogger(config.log_level, output)
  const { name, version, url, carrier, grpc_address, grpc_tls, max_concurrent } = config
  const told = { name, version, url, carrier, grpc_address, grpc_tls, max_concurrent }
  logger.info({ operation: 'start', ...told }, 'starting')
  await createAgent({ config, logger }).run(stop.signal)
  logger.info({ operation: 'stop' }, 'drained')
  process.exit(0)
} catch (error) {
  const code = exitCodeOf(error)
  // known ends are one sentence for people; only the unexpected needs its stack
  const said = error instanceof Error ? (code === 1 ? error.stack : error.message) : String(error)
  logger?.error({ operation: 'stop', exit_code: code }, 'stopped')
  process.stderr.write(`reeve-agent: ${said}\n`)
  process.exit(code)
}
