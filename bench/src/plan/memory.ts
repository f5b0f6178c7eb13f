// The floor: a backend that does nothing but answer reads of tokens, each from its memory.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Token {
  id: string
  tenant: string
}

export interface Memory extends AsyncDisposable {
  url: string
}

/** `tokens` as the broker lists them. Its pages are as the broker's. */
export async function startMemory(tokens: Token[]): Promise<Memory> {
  const texts = new Map(tokens.map((token) => [token.id, JSON.stringify(token)]))
  const page = (all: Token[], query: URLSearchParams): string => {
    const from = Number(query.get('cursor') ?? 0)
    const to = from + Number(query.get('limit') ?? 100)
    const items = all.slice(from, to).map(({ id }) => texts.get(id)!)
    const next = to < all.length ? `"${to}"` : 'null'
    return `{"items":[${items.join(',')}],"next_cursor":${next}}`
  }
  const answer = (address: string): string | undefined => {
    const { pathname, searchParams } = new URL(address, 'http://memory')
    const [, tenant, id] = places.exec(pathname) ?? []
    if (id !== undefined) return texts.get(id)
    const all = tenant === undefined ? tokens : tokens.filter((token) => token.tenant === tenant)
    return page(all, searchParams)
  }
  const server = createServer((request, response) => send(response, answer(request.url ?? '')))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const places = /^\/api\/v1\/(?:tenants\/([^/]+)\/)?agent-tokens(?:\/(.+))?$/

function send(response: ServerResponse, text: string | undefined): void {
  const body = text ?? '{"title":"There is none","code":"not-found"}'
  response.writeHead(text === undefined ? 404 : 200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}
