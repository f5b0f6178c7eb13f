// HTTP by hand, for requests that no client would send, and for answers before the body is sent.
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

export interface RawAnswer {
  status: number
  headers: Headers
  body: string
}

/** Sends the text as it is and reads until the server closes; ask for it with `connection: close`. */
export async function raw(url: string, sent: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.write(sent)
  const answer = await text(socket)
  const [head = '', ...rest] = answer.split('\r\n\r\n')
  const [status = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')),
    line.slice(line.indexOf(':') + 1).trim(),
  ])
  return {
    status: Number(status.split(' ')[1]),
    headers: new Headers(headers as [string, string][]),
    body: rest.join('\r\n\r\n'),
  }
}

/** The text of a request's head. */
export function head(line: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries({ host: 'reeve', connection: 'close', ...headers }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  return `${[line, ...lines].join('\r\n')}\r\n\r\n`
}
