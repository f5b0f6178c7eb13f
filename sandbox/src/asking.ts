// What a script asks for is asked of the caller, and the answer put into words for the script's thread.
import type { FetchAnswer, FetchRequest, Message, Reply } from './messages.ts'

type Asked = Extract<Message, { kind: 'ask' }>

/** Those who answer; a script has no `fetch` and no `api` without. What they throw, the script gets as a TypeError. */
export interface Answerers {
  fetch?: (request: FetchRequest) => Promise<FetchAnswer>
  api?: (request: FetchRequest) => Promise<FetchAnswer>
}

/** Never rejects. */
export async function answerTo(answerers: Answerers, { of, call, request }: Asked): Promise<Reply> {
  try {
    const answer = answerers[of]
    if (!answer) throw new Error(`nobody answers ${of} for this script`)
    return { call, answer: JSON.stringify(await answer(requestOf(request))) }
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
