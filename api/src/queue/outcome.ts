// What an attempt came to, as the agent's JSON: checked, for an agent is not trusted with the contract.
import { problem } from '../problem.ts'

/** Largest result as JSON, in bytes. */
const maxResult = 1_048_576
/** Levels of arrays and objects in it: PostgreSQL refuses what is deeper than its stack. */
const maxDepth = 1000

export function resultOf(bytes: Buffer | Uint8Array): string {
  const text = Buffer.from(bytes).toString()
  if (bytes.length > maxResult)
    throw problem('too-large', `A result may have ${maxResult} bytes as JSON.`)
  parse(text)
  if (depthOf(text) > maxDepth)
    throw problem('invalid-request', `A result may be nested ${maxDepth} levels deep.`)
  return text
}

/** Of JSON that is well-formed. */
function depthOf(text: string): number {
  if (text.length <= 2 * maxDepth) return 0
  let [deepest, depth] = [0, 0]
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, (depth += 1))
    else if (token === ']' || token === '}') depth -= 1
  }
  return deepest
}

export function errorOf(bytes: Buffer | Uint8Array): string {
  const given = parse(Buffer.from(bytes).toString())
  const { code, message, line, column, stack } = (given ?? {}) as Record<string, unknown>
  const whole = (value: unknown): value is number =>
    Number.isInteger(value) && (value as number) >= 0
  return JSON.stringify({
    code: typeof code === 'string' ? code.slice(0, 63) : 'script-error',
    message: typeof message === 'string' ? message.slice(0, 4000) : 'The agent did not say why.',
    ...(whole(line) && { line }),
    ...(whole(column) && { column }),
    ...(typeof stack === 'string' && { stack: stack.slice(0, 8000) }),
  })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw problem('invalid-request', 'The result or error is not JSON.', { cause })
  }
}
