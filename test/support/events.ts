// Following a job as a reader meets it: an open stream of events, and the events in it.
import type { Schemas } from '@reeve/openapi'
import type { TestBroker } from './broker.ts'

export type Happening = Schemas['JobEvent'] & { id: string }

export interface EventStream {
  status: number
  response: Response
  /** What has come so far. */
  text: () => string
  /** All that came, once it is over. */
  ended: Promise<string>
  close: () => void
}

export const eventsAt = (tenant: string, job: string): string =>
  `/api/v1/tenants/${tenant}/jobs/${job}/events`

/** Opens a stream, behind the event `last` if one is given. */
export async function openEvents(
  url: string,
  path: string,
  token: string,
  last?: string,
): Promise<EventStream> {
  const stop = new AbortController()
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${token}`, ...(last && { 'last-event-id': last }) },
    signal: stop.signal,
  })
  let text = ''
  const ended = (async () => {
    for await (const chunk of response.body!) text += Buffer.from(chunk).toString()
    return text
  })()
  ended.catch(() => {})
  return { status: response.status, response, text: () => text, ended, close: () => stop.abort() }
}

export const eventsIn = (text: string): Happening[] =>
  [...text.matchAll(/^id: (\S+)\nevent: \w+\ndata: (.*)\n\n/gm)].map(([, id, data]) => ({
    ...(JSON.parse(data!) as Schemas['JobEvent']),
    id: id!,
  }))

/** The events of a stream that ends by itself. */
export const allEvents = async (
  { url, adminToken }: Pick<TestBroker, 'url' | 'adminToken'>,
  path: string,
  last?: string,
): Promise<Happening[]> => eventsIn(await (await openEvents(url, path, adminToken, last)).ended)

/** An event in a word or two. */
export const short = (event: Happening): string => {
  if (event.event === 'status') return `${event.status} ${event.attempt}`
  if (event.event === 'line') return `line ${event.attempt}:${event.number} ${event.text}`
  if (event.event === 'progress') return `progress ${event.progress} ${event.progress_message}`
  return `end ${event.status}`
}
