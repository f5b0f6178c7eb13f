// Following events: however they are cut into pieces, and wherever a connection breaks, each is told once.
import { expect, test } from 'vitest'
import { followed } from './stream.ts'

const text = [
  'retry: 1000\n\n',
  'id: 1\nevent: line\ndata: {"text":"über 🙂"}\n\n',
  ': \n\n',
  'id: 2\r\nevent: line\r\ndata: {"text":\r\ndata: "two"}\r\n\r\n',
  'id: 3\nevent: end\ndata: {}\n\n',
].join('')

/** An answer in pieces of so many bytes, which ends, or breaks, after some of them. */
function answer(bytes: Uint8Array, size: number, breaks = false): Response {
  let at = 0
  const body = new ReadableStream<Uint8Array>({
    pull(stream) {
      if (at < bytes.length) stream.enqueue(bytes.slice(at, (at += size)))
      else if (breaks) stream.error(new Error('reset'))
      else stream.close()
    },
  })
  return new Response(body)
}

async function gather(connect: (last: string | undefined) => Response, from?: string) {
  const seen: unknown[] = []
  for await (const event of followed(async (last) => connect(last), from, undefined))
    seen.push(event)
  return seen
}

const whole = [{ text: 'über 🙂', id: '1' }, { text: 'two', id: '2' }, { id: '3' }]

test.each([1, 2, 3, 7, 1000])('in pieces of %d bytes', async (size) => {
  expect(await gather(() => answer(new TextEncoder().encode(text), size))).toEqual(whole)
})

test('what was cut off in the middle of an event is asked for again, behind the last whole one', async () => {
  const bytes = new TextEncoder().encode(text)
  const behind = (last: string | undefined) =>
    last === undefined
      ? 0
      : text.indexOf('\n', text.indexOf('\n\n', text.indexOf(`id: ${last}`)) + 1) + 1
  const asked: Array<string | undefined> = []
  const seen = await gather((last) => {
    asked.push(last)
    const from = new TextEncoder().encode(text.slice(0, behind(last))).length
    const rest = bytes.slice(from)
    const cut = [70, 30][asked.length - 1] ?? rest.length
    return answer(rest.slice(0, cut), 5, asked.length % 2 === 1)
  })
  expect(seen).toEqual(whole)
  expect(asked.slice(0, 2)).toEqual([undefined, '1'])
})

test('a signal ends it, also while nothing comes', async () => {
  const stop = new AbortController()
  const silent = new Response(new ReadableStream())
  const events = followed(async () => silent, undefined, stop.signal)
  const next = events.next()
  stop.abort(new Error('enough'))
  await expect(next).rejects.toThrow('enough')
})
