// Agents that are in, by the contract, and requests about their tokens with as little work on this side as can be.
import type { BenchBroker, BenchTenant } from './broker.ts'
import { type Line, open } from './submit.ts'

/** A connection for each caller, one request at a time on each. */
export interface Asker extends AsyncDisposable {
  ask: (request: string) => Promise<{ status: number; body: string }>
}

export function createAsker(url: string, callers: number): Asker {
  const { hostname, port } = new URL(url)
  const lines = Array.from({ length: callers }, () => open(hostname, Number(port)))
  const free: Line[] = [...lines]
  const waiting: Array<(line: Line) => void> = []
  return {
    async ask(request) {
      const line = free.pop() ?? (await new Promise<Line>((resolve) => void waiting.push(resolve)))
      const answer = await line.ask(request)
      const next = waiting.shift()
      if (next) next(line)
      else free.push(line)
      return answer
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of lines) socket.destroy()
    },
  }
}

export function post(url: string, path: string, body: string, token?: string): string {
  const bearer = token === undefined ? '' : `authorization: Bearer ${token}\r\n`
  const type = body === '' ? '' : 'content-type: application/json\r\n'
  const length = `content-length: ${Buffer.byteLength(body)}\r\n`
  return `POST ${path} HTTP/1.1\r\nhost: ${new URL(url).host}\r\n${bearer}${type}${length}\r\n${body}`
}

/** Tokens of so many agents. */
export async function enrolAgents(
  { url }: BenchBroker,
  { agentToken }: BenchTenant,
  count: number,
): Promise<string[]> {
  await using asker = createAsker(url, 8)
  const enrol = async (_: unknown, at: number): Promise<string> => {
    const proof = { token: agentToken }
    const agent = { name: `bench-${at}` }
    const body = JSON.stringify({ method: 'agent_token', proof, agent })
    const answer = await asker.ask(post(url, '/api/v1/agent/enrolments', body))
    if (answer.status !== 201) throw new Error(`An enrolment was answered with ${answer.body}`)
    return (JSON.parse(answer.body) as { token: string }).token
  }
  return await Promise.all(Array.from({ length: count }, enrol))
}
