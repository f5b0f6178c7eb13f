// A place for Terraform's state over HTTP, as GitLab has one: with a lock, for one user, and it remembers every version.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface StateServer extends AsyncDisposable {
  url: string
  user: string
  password: string
  /** All that was ever kept, the newest last. */
  versions: string[]
  /** How often the lock was taken. */
  locked: number
  held: () => boolean
}

export async function startStateServer(user: string, password: string): Promise<StateServer> {
  let lock: string | undefined
  const state = { versions: [] as string[], locked: 0, user, password }
  const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

  const operations: Record<string, (body: string, id: string | null) => [number, string?]> = {
    'GET state': () => (state.versions.length > 0 ? [200, state.versions.at(-1)!] : [204]),
    'POST state': (body, id) => {
      if (id === null || !lock?.includes(id)) return [409]
      state.versions.push(body)
      return [200]
    },
    'POST lock': (body) => {
      if (lock !== undefined) return [423, lock]
      lock = body
      state.locked += 1
      return [200]
    },
    'DELETE lock': () => {
      lock = undefined
      return [200]
    },
  }
  async function answer(request: IncomingMessage): Promise<[number, string?]> {
    const body = await textOf(request)
    if (request.headers.authorization !== basic) return [401]
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://state')
    const what = pathname.endsWith('/lock') ? 'lock' : 'state'
    return operations[`${request.method} ${what}`]?.(body, searchParams.get('ID')) ?? [405]
  }

  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => response.writeHead(status).end(body))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    held: () => lock !== undefined,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  })
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += chunk.toString()
  return text
}
