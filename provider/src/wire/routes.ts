// Which bytes go to which answer: the provider's calls, and the one of the plugin's own that must be there.
import { messages } from './messages.ts'
import type { RpcHandlers, StreamRpc, UnaryRpc } from './messages.ts'
import { decode, encode } from './protobuf.ts'
import type { Route, Stream } from './server.ts'

type AnyHandler = (request: unknown, signal: AbortSignal) => unknown

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
    if (`${name}.Event` in messages) {
      const rpc = name as StreamRpc
      const handler = provider[rpc] as AnyHandler
      return (message, signal) =>
        each(rpc, handler(decode(`${rpc}.Request`, message), signal) as AsyncIterable<object>)
    }
    const rpc = name as UnaryRpc
    const handler = provider[rpc] as AnyHandler
    return async (message, signal) => {
      const answer = await handler(decode(`${rpc}.Request`, message), signal)
      return encode(`${rpc}.Response`, answer as object)
    }
  }
}

async function* each(rpc: StreamRpc, events: AsyncIterable<object>): Stream {
  for await (const event of events) yield encode(`${rpc}.Event`, event)
}
