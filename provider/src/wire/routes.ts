// Which bytes go to which answer: the provider's calls, and the one of the plugin's own that must be there.
import { messages } from './messages.ts'
import type { Rpc, RpcHandlers } from './messages.ts'
import { decode, encode } from './protobuf.ts'
import type { Route } from './server.ts'

type AnyHandler = (request: unknown) => unknown

export function routes(provider: RpcHandlers, shutdown: () => void): Route {
  return (path) => {
    const [, service, name] = path.split('/')
    if (service === 'plugin.GRPCController' && name === 'Shutdown') {
      return async () => {
        shutdown()
        return encode('Empty', {})
      }
    }
    if (service !== 'tfplugin6.Provider' || !name || !(`${name}.Request` in messages))
      return undefined
    const rpc = name as Rpc
    const handler = provider[rpc] as AnyHandler
    return async (message) => {
      const answer = await handler(decode(`${rpc}.Request`, message))
      return encode(`${rpc}.Response`, answer as object)
    }
  }
}
