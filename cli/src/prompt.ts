// Reads a token: from stdin as it is, or from a person without showing it.
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { type Io, readAll, UsageError } from './io.ts'

export async function askToken(io: Io, question: string): Promise<string> {
  const token = (io.stdin.isTTY ? await askHidden(io, question) : await readAll(io.stdin)).trim()
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new UsageError('That is no token: it must be one word. Give it on stdin or when asked.')
  }
  return token
}

/** readline edits the line; what it would echo goes nowhere. */
export async function askHidden({ stdin, stderr, signal }: Io, question: string): Promise<string> {
  stderr.write(question)
  const output = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin as NodeJS.ReadStream, output, terminal: true })
  const stop = new AbortController()
  lines.on('SIGINT', () => stop.abort()).on('close', () => stop.abort())
  try {
    return await lines.question('', {
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    })
  } catch {
    throw new UsageError('Nothing was given.')
  } finally {
    lines.close()
    stderr.write('\n')
  }
}
