// Where a running cluster is reached, and the connection string that says so.
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import type { Passwords } from './passwords.ts'
import { socketFolder, type Place } from './place.ts'

export interface Address {
  /** Empty where there are no Unix sockets. */
  socketFolder: string
  port: number
  /** Whether it also listens on 127.0.0.1. */
  tcp: boolean
}

export const owner = 'reeve_owner'
export const database = 'reeve'

/** A new cluster's address: a socket only, unless a port is asked for or there are no sockets. */
export async function chooseAddress(place: Place, port = 0): Promise<Address> {
  if (process.platform === 'win32') {
    return { socketFolder: '', port: port || (await freePort()), tcp: true }
  }
  return { socketFolder: await socketFolder(place), port: port || 5432, tcp: port !== 0 }
}

/** What `pg` connects to; the socket first, as it cannot be reached from outside its folder. */
export const hostOf = (address: Address) => address.socketFolder || '127.0.0.1'

export function urlOf(address: Address, { owner: password }: Passwords, wantsTcp: boolean): string {
  const { socketFolder: host, port, tcp } = address
  const login = `postgres://${owner}:${encodeURIComponent(password)}`
  const rest = `${port}/${database}?sslmode=disable` // else PGSSLMODE would be heard
  if (!host || (tcp && wantsTcp)) return `${login}@127.0.0.1:${rest}`
  // `host` wins over "localhost", which is there because URL() wants a host beside a user name
  return `${login}@localhost:${rest}&host=${encodeURIComponent(host)}`
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
