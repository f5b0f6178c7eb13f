// A folder served over https on loopback, as any web server of files would, by a certificate of the tests' authority.
import { readFile } from 'node:fs/promises'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { join, normalize } from 'node:path'
import { certificates } from './certificates.ts'

export interface FileServer extends AsyncDisposable {
  /** Ends with a slash. */
  url: string
  /** The PEM file of the authority that a client must trust. */
  authority: string
  /** The paths that were asked for and found. */
  served: string[]
}

export async function serveFiles(folder: string): Promise<FileServer> {
  const made = await certificates()
  const [cert, key] = await Promise.all([
    readFile(made.cert('broker')),
    readFile(made.key('broker')),
  ])
  const served: string[] = []
  const server = https.createServer({ cert, key }, (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url!, 'https://x').pathname))
    readFile(join(folder, path)).then(
      (bytes) => {
        served.push(path)
        const type = path.endsWith('.json') ? 'application/json' : 'application/octet-stream'
        response.writeHead(200, { 'content-type': type }).end(bytes)
      },
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/`,
    authority: made.cert('ca'),
    served,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await made[Symbol.asyncDispose]()
    },
  }
}
