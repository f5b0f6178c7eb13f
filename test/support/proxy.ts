// A TCP proxy between an agent and a broker, in which each direction can be cut and healed. What is sent into a cut
// waits, as with a network that loses every packet for a while: nobody is told that anything is wrong.
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export type Direction = 'to broker' | 'to agent'

export interface Proxy extends AsyncDisposable {
  /** `host:port` to dial. */
  address: string
  cut: (direction: Direction) => void
  heal: () => void
  /** Breaks every connection, so that both ends see it. */
  sever: () => void
  /** Where connections go that are opened from now on. */
  aim: (address: string) => void
}

interface Pipe {
  from: Socket
  to: Socket
  direction: Direction
  over: boolean
}

export async function startProxy(target: string): Promise<Proxy> {
  const cuts = new Set<Direction>()
  const pipes = new Set<Pipe>()
  let aimed = target
  const server = createServer((agent) => {
    const [host, port] = aimed.split(':')
    // A path is that of a socket of this machine.
    const broker = aimed.startsWith('/')
      ? connect({ path: aimed })
      : connect({ host: host!, port: Number(port) })
    lay(agent, broker, 'to broker')
    lay(broker, agent, 'to agent')
  })
  const lay = (from: Socket, to: Socket, direction: Direction): void => {
    const pipe: Pipe = { from, to, direction, over: false }
    pipes.add(pipe)
    if (cuts.has(direction)) from.pause()
    from.on('data', (chunk) => {
      if (to.write(chunk) || cuts.has(direction)) return
      from.pause()
      to.once('drain', () => cuts.has(direction) || from.resume())
    })
    from.on('error', () => undefined) // the end follows
    from.on('close', () => {
      pipe.over = true
      if (!cuts.has(direction)) end(pipe)
    })
  }
  const end = (pipe: Pipe): void => {
    pipes.delete(pipe)
    pipe.to.destroy()
  }
  const sever = (): void => {
    for (const pipe of pipes) pipe.from.destroy()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut(direction) {
      cuts.add(direction)
      for (const pipe of pipes) if (pipe.direction === direction) pipe.from.pause()
    },
    heal() {
      cuts.clear()
      for (const pipe of [...pipes]) {
        if (pipe.over) end(pipe)
        else pipe.from.resume()
      }
    },
    sever,
    aim: (address) => void (aimed = address),
    async [Symbol.asyncDispose]() {
      server.close()
      sever()
    },
  }
}
