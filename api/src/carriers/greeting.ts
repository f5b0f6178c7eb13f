// How a stream begins: the session in its metadata, and a hello.
import { setTimeout as delay } from 'node:timers/promises'
import type { AgentMessageOutput, HelloOutput } from '@reeve/openapi/agent'
import { problem } from '../problem.ts'
import type { Stream } from './outlet.ts'

export function tokenOf(stream: Stream): string {
  const [authorization] = stream.metadata.get('authorization')
  const token = /^Bearer (\S{1,4096})$/i.exec(String(authorization))?.[1]
  if (token) return token
  throw problem('unauthenticated', 'Send the session as metadata `authorization: Bearer <JWT>`.')
}

const helloTimeout = 10_000

/** Within a time: a stream that says nothing is not kept. */
export async function helloOf(messages: AsyncIterator<AgentMessageOutput>): Promise<HelloOutput> {
  const late = new AbortController()
  const timeout = delay(helloTimeout, undefined, { signal: late.signal }).catch(() => undefined)
  const first = await Promise.race([messages.next(), timeout])
  late.abort()
  if (first?.value?.hello) return first.value.hello as HelloOutput
  throw problem('invalid-request', 'The first message of a stream is a hello, within 10 seconds.')
}
