// Follows server-sent events across broken connections: after each it asks for what comes behind the last event.
import { backoff, pause } from './delay.ts'

interface Sent {
  id: string | undefined
  event: string
  data: string
}

/** The broker says something every 15 seconds; after so long without a word (ms) nobody is there. */
const longestSilence = 45_000

/** Longest event that is put together, in characters. */
const longestEvent = 4 << 20

/**
 * The events of a stream with their ids, each once, until the one that is called `end`. `connect` opens the stream
 * behind an event, and rejects when that will not go better.
 */
export async function* followed(
  connect: (last: string | undefined) => Promise<Response>,
  from: string | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown, void, undefined> {
  let last = from
  for (let attempt = 1; ; attempt++) {
    const response = await connect(last)
    for await (const { id, event, data } of sentBy(response, signal)) {
      last = id ?? last
      attempt = 0
      yield { ...(JSON.parse(data) as object), id: last }
      if (event === 'end') return
    }
    await pause(backoff(Math.max(1, attempt)), signal)
  }
}

/** The whole events of one connection; how it ends is no concern of who reads. */
async function* sentBy(
  { body }: Response,
  signal: AbortSignal | undefined,
): AsyncGenerator<Sent, void, undefined> {
  const reader = body!.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await next(reader, signal)
      if (done) return
      text += decoder.decode(value, { stream: true })
      const blocks = text.split(/\r?\n\r?\n/)
      text = blocks.pop()!
      if (text.length > longestEvent) return
      for (const block of blocks) {
        const sent = parse(block)
        if (sent) yield sent
      }
    }
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** What comes next; a connection that broke, or has nothing to say for too long, is at its end. */
async function next(reader: ReadableStreamDefaultReader<Uint8Array>, signal?: AbortSignal) {
  signal?.throwIfAborted()
  const stop = new AbortController()
  const ends = () => stop.abort()
  signal?.addEventListener('abort', ends)
  const timer = setTimeout(ends, longestSilence)
  const silent = new Promise<{ done: true; value?: undefined }>((resolve) =>
    stop.signal.addEventListener('abort', () => resolve({ done: true })),
  )
  try {
    const broken = { done: true, value: undefined } as const
    const read = await Promise.race([reader.read().catch(() => broken), silent])
    signal?.throwIfAborted()
    return read
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', ends)
  }
}

/** One event; nothing of a block without data, such as a comment. */
function parse(block: string): Sent | undefined {
  const sent: Sent = { id: undefined, event: 'message', data: '' }
  const data: string[] = []
  for (const line of block.split(/\r?\n/)) {
    const [, field = '', value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!
    if (field === 'data') data.push(value)
    if (field === 'id') sent.id = value
    if (field === 'event') sent.event = value
  }
  return data.length > 0 ? { ...sent, data: data.join('\n') } : undefined
}
