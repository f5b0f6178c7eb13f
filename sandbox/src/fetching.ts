// What a thread asks to be fetched is asked of the caller, and the answer put into words for the thread.
import type { FetchRequest, Message, Reply } from './messages.ts'
import type { RunOptions } from './run.ts'

type Asked = Extract<Message, { kind: 'fetch' }>

/** Never rejects. */
export async function fetchFor(
  { fetch }: Pick<RunOptions, 'fetch'>,
  { call, request }: Asked,
): Promise<Reply> {
  try {
    if (!fetch) throw new Error('nobody fetches for this script')
    return { call, answer: JSON.stringify(await fetch(requestOf(request))) }
  } catch (error) {
    return { call, error: error instanceof Error ? error.message : String(error) }
  }
}

function requestOf(json: string): FetchRequest {
  const { url, method, headers, body } = JSON.parse(json) as Record<string, unknown>
  const pairs = Object.entries((headers ?? {}) as Record<string, unknown>)
  return {
    url: String(url),
    method: String(method),
    headers: Object.fromEntries(pairs.map(([name, value]) => [name, String(value)])),
    body: typeof body === 'string' ? body : null,
  }
}
