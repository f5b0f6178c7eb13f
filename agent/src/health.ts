// What probes ask of an agent: whether it runs, and whether the broker may give it work. Says nothing else.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError } from './errors.ts'
import type { Logger } from './logger.ts'

export interface Probes {
  close(): Promise<void>
}

/** Answers on the port, of all addresses: those who probe are not on this machine. Null answers nobody. */
export async function answerProbes(
  port: number | null,
  takesWork: () => boolean,
  logger: Logger,
): Promise<Probes> {
  if (port === null) return { close: async () => {} }
  const server = createServer((request, response) => {
    request.resume()
    answer(request.url ?? '', takesWork, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ message }) =>
      reject(new ConfigError(`Probes cannot be answered (AGENT_HEALTH_PORT): ${message}.`)),
    )
    server.listen(port, resolve)
  })
  const { port: open } = server.address() as AddressInfo
  logger.info({ operation: 'probes', port: open }, 'answering probes')
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(path: string, takesWork: () => boolean, response: ServerResponse): void {
  if (path === '/health/live') response.writeHead(204).end()
  else if (path !== '/health/ready') response.writeHead(404).end()
  else if (takesWork()) response.writeHead(204).end()
  else response.writeHead(503, { 'content-type': 'text/plain' }).end('takes no work\n')
}
