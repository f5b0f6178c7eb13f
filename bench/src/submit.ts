// Submitting jobs over HTTP, with as little work on this side as can be: the machine is the broker's.
import { connect, type Socket } from 'node:net'
import type { BenchTenant } from './broker.ts'

export interface Submitter extends AsyncDisposable {
  /** Resolves with the job's id once the broker has acknowledged it, which is when it is durable. */
  submit: (body: string) => Promise<string>
}

/**
 * Keeps a connection for each caller, and one request at a time on each. It speaks just enough HTTP/1.1 for these
 * answers, which have a Content-Length. No Idempotency-Key: the peers have none either.
 */
export function createSubmitter(url: string, tenant: BenchTenant, callers: number): Submitter {
  const { hostname, port, host } = new URL(url)
  const head = `POST /api/v1/tenants/${tenant.slug}/jobs HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${tenant.apiToken}\r\ncontent-type: application/json\r\n`
  const waiting: Array<(line: Line) => void> = []
  const dial = () => open(hostname, Number(port))
  const opened = new Set(Array.from({ length: callers }, dial))
  const free = [...opened]
  const take = async (): Promise<Line> => {
    const line = free.pop()
    if (!line) return new Promise<Line>((resolve) => void waiting.push(resolve))
    if (!line.socket.destroyed) return line
    // The broker closes what has been idle for long, as the lines at the bottom are.
    opened.delete(line)
    const fresh = dial()
    opened.add(fresh)
    return fresh
  }
  return {
    async submit(body) {
      const line = await take()
      const length = Buffer.byteLength(body)
      const answer = await line.ask(`${head}content-length: ${length}\r\n\r\n${body}`)
      const next = waiting.shift()
      if (next) next(line)
      else free.push(line)
      if (answer.status === 201) return idIn(answer.body)
      throw new Error(`A submit was answered with ${answer.status}: ${answer.body}`)
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of opened) socket.destroy()
    },
  }
}

interface Answer {
  status: number
  body: string
}

export interface Line {
  socket: Socket
  ask: (request: string) => Promise<Answer>
}

export function open(host: string, port: number): Line {
  const socket = connect({ host, port, noDelay: true })
  let text = ''
  let asked: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  const fail = (error: Error) => asked?.reject(error)
  socket.setEncoding('latin1') // lengths are in bytes, and all that is looked at is ASCII
  socket.on('data', (chunk: string) => {
    text += chunk
    const answer = answerIn(text)
    if (!answer) return
    text = ''
    asked?.resolve(answer)
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('The broker closed the connection.')))
  return {
    socket,
    ask(request) {
      return new Promise((resolve, reject) => {
        asked = { resolve, reject }
        if (socket.destroyed) fail(new Error('The connection is closed.'))
        else socket.write(request)
      })
    },
  }
}

/** The whole answer, once it is there. */
function answerIn(text: string): Answer | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const at = text.indexOf('content-length: ')
  if (at === -1 || at > end) throw new Error(`An answer without a length: ${text.slice(0, end)}`)
  const length = Number.parseInt(text.slice(at + 16, at + 26), 10)
  const body = text.slice(end + 4)
  return body.length < length ? undefined : { status: Number(text.slice(9, 12)), body }
}

/** It is the first property. */
function idIn(body: string): string {
  const id = /^\{"id":"([0-9a-f-]{36})"/.exec(body)?.[1]
  if (id === undefined) throw new Error(`An answer without an id: ${body}`)
  return id
}

/** The smallest job there is; peers get the same payload. */
export const smallPayload = { script: 'return input', input: 1 }
export const smallJob = JSON.stringify({ type: 'script', payload: smallPayload })
