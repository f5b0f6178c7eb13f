// What a run of the command line touches: streams, environment, interruption. Tests give their own.

export interface Sink {
  write(text: string): unknown
  isTTY?: boolean | undefined
  columns?: number | undefined
}

export interface Io {
  stdout: Sink
  stderr: Sink
  stdin: AsyncIterable<string | Uint8Array> & { isTTY?: boolean | undefined }
  env: Record<string, string | undefined>
  /** Aborted by Ctrl-C. */
  signal?: AbortSignal | undefined
}

/** A mistake of the person who types; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Ends a command that has said all it had to say, with an exit code. */
export class Exit extends Error {
  override readonly name = 'Exit'
  readonly code: number

  constructor(code: number) {
    super(`exit ${code}`)
    this.code = code
  }
}

export async function readAll(stdin: Io['stdin']): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
